import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StartFailure } from '../start-failure.js';
import { dataFiles, type DataFiles } from './data-files.js';

/** Makes the folder where it is not there, and tries whether it can be written. @throws StartFailure */
export async function openFolder(path: string): Promise<DataFiles> {
  const folder = resolve(path);
  const probe = join(folder, `.${randomUUID()}.probe`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    throw new StartFailure(`Cannot write to ${folder} (${reasonOf(error)}): choose another folder with --data DIR.`);
  }
  return dataFiles(folder);
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'it is a file',
  ENOSPC: 'the disk is full',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (code || 'it did not work');
}
