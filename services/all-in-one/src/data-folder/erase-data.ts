import { existsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { StartFailure } from '../start-failure.js';
import type { DataFiles } from './data-files.js';
import { isInUse, openData, type OpenEngine } from './open-data.js';

/** `ATLS`, at the place where SQLite keeps an application's mark (its file format, §1.3.14). */
const MARK = { at: 68, text: 'ATLS' };
const BESIDE_THE_DATABASE = ['', '-wal', '-shm', '-journal', '.pid'];

/**
 * `--fresh`: removes the files that are ours, by name, and nothing else in the folder. Not those of a copy that is running, nor a database that is
 * somebody else's.
 */
export async function eraseData(files: DataFiles, openEngine: OpenEngine): Promise<void> {
  if (existsSync(files.database)) {
    await refuseForeign(files);
    await refuseRunning(files, openEngine);
  }
  const databaseFiles = BESIDE_THE_DATABASE.map((suffix) => `${files.database}${suffix}`);
  for (const path of [...databaseFiles, files.secrets, files.run, files.codeRequest, files.log, files.oldLog])
    await rm(path, { force: true });
}

async function refuseForeign({ database, secrets }: DataFiles): Promise<void> {
  if (existsSync(secrets) || (await isMarked(database))) return;
  throw new StartFailure(
    `${database} is not a database of this program, so --fresh leaves it alone: choose another folder with --data DIR.`,
  );
}

async function isMarked(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(MARK.text.length), 0, MARK.text.length, MARK.at);
    return size === 0 || buffer.toString('latin1') === MARK.text;
  } finally {
    await file.close();
  }
}

/** The lock is the database's own: whoever can open it is alone. One that is broken has nobody in it. */
async function refuseRunning(files: DataFiles, openEngine: OpenEngine): Promise<void> {
  try {
    const engine = await openEngine(files.database);
    await engine.close();
  } catch (error) {
    if (isInUse(error)) await openData(files, openEngine);
  }
}
