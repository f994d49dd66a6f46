import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StartFailure } from '../start-failure.js';
import { dataFiles, type DataFiles } from './data-files.js';

/** Makes the folder where it is not there, and tries whether it can be written. @throws StartFailure */
export async function openFolder(path: string): Promise<DataFiles> {
  const folder = resolve(path);
  const probe = join(folder, `.${randomUUID()}.probe`);
  try {
    await makeFolder(folder);
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    throw new StartFailure(`Cannot write to ${folder} (${reasonOf(error)}): choose another folder with --data DIR.`);
  }
  return dataFiles(folder);
}

/** Step by step: with `recursive`, Node 20 never comes back where a file system takes no folder (/proc). */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolder(dirname(folder));
  await mkdir(folder, { mode: 0o700 });
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'no folder can be made there',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'it is a file',
  ELOOP: 'its links go round in a circle',
  ENAMETOOLONG: 'the name is too long',
  ENOSPC: 'the disk is full',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (code || 'it did not work');
}
