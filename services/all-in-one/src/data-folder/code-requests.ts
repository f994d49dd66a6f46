import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartFailure } from '../start-failure.js';
import type { DataFiles } from './data-files.js';
import { readRunFile, type RunFacts } from './run-file.js';

/*
 * How `npm start -- --admin-code` reaches the running copy: a file in the data folder, which only who may read the secrets can write. A signal
 * could hit another process that was given the pid since.
 */
const LOOK_EVERY_MS = 400;
const PATIENCE_MS = 5_000;

/** Issues a code whenever one is asked for. */
export function answerCodeRequests(
  files: DataFiles,
  issue: () => Promise<void>,
  onFault: (error: unknown) => void,
): { close(): void } {
  let issuing = false;
  const answer = async (): Promise<void> => {
    issuing = true;
    try {
      await rm(files.codeRequest, { force: true });
      await issue();
    } catch (error) {
      onFault(error);
    } finally {
      issuing = false;
    }
  };
  const timer = setInterval(() => {
    if (!issuing && existsSync(files.codeRequest)) void answer();
  }, LOOK_EVERY_MS);
  return { close: () => clearInterval(timer) };
}

/** Asks the copy that runs on this data for another code. @throws StartFailure where none answers */
export async function askForCode(files: DataFiles): Promise<RunFacts> {
  const before = await readRunFile(files.run);
  if (before === undefined) throw nobody(files);
  await writeFile(files.codeRequest, '', { mode: 0o600 });
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    const now = await readRunFile(files.run);
    if (now !== undefined && now.adminCode !== before.adminCode) return now;
    await sleep(LOOK_EVERY_MS / 4);
  }
  await rm(files.codeRequest, { force: true });
  throw nobody(files);
}

function nobody({ folder }: DataFiles): StartFailure {
  return new StartFailure(`Nothing is running on the data in ${folder}: start it with npm start, which prints a code.`);
}
