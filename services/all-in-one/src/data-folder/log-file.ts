import { once } from 'node:events';
import { chmod, open, rename, stat } from 'node:fs/promises';
import { pino, type DestinationStream } from 'pino';
import type { DataFiles } from './data-files.js';

/** Past this the log of the runs before is set aside, and the one set aside before it goes. */
const MAX_BYTES = 16 * 1024 * 1024;
const BLOCK_BYTES = 4_096;
const FLUSH_INTERVAL_MS = 500;

/** Where the services of this run write: one file, so that the terminal keeps what a person needs. */
export async function openLogFile({ log, oldLog }: DataFiles): Promise<DestinationStream> {
  if ((await sizeOf(log)) > MAX_BYTES) await rename(log, oldLog);
  const created = await open(log, 'a', 0o600);
  await created.close();
  await chmod(log, 0o600);
  const destination = pino.destination({
    dest: log,
    append: true,
    sync: false,
    minLength: BLOCK_BYTES,
    periodicFlush: FLUSH_INTERVAL_MS,
  });
  // Left before that, it would fail the program at its exit.
  await once(destination, 'ready');
  return destination;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}
