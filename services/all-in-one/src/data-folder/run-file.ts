import { readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { writePrivateFile } from './private-file.js';

/** What a running copy says of itself, so that scripts and other languages can drive it. */
const runFacts = z.object({
  pid: z.int().positive(),
  demo: z.string(),
  console: z.string(),
  api: z.string(),
  push: z.string(),
  audit: z.string(),
  /** Of the demo's client. */
  serviceKey: z.string(),
  /** The latest one-time code that was issued here; it may have been used, or be out of date. */
  adminCode: z.string(),
  adminCodeExpiresAtMs: z.int(),
});
export type RunFacts = z.infer<typeof runFacts>;

export async function writeRunFile(path: string, facts: RunFacts): Promise<void> {
  await writePrivateFile(path, `${JSON.stringify(facts, null, 2)}\n`);
}

/** undefined where there is none, or none that can be read. */
export async function readRunFile(path: string): Promise<RunFacts | undefined> {
  try {
    return runFacts.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

export async function removeRunFile(path: string): Promise<void> {
  await rm(path, { force: true });
}
