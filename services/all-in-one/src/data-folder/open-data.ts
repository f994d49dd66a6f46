import { isEngineError, type Engine } from '@atlasnode/session-engine';
import { StartFailure } from '../start-failure.js';
import type { DataFiles } from './data-files.js';

export type OpenEngine = (path: string) => Promise<Engine>;

/** Opens the database, which no other process may have. @throws StartFailure in one line */
export async function openData(files: DataFiles, openEngine: OpenEngine): Promise<Engine> {
  try {
    return await openEngine(files.database);
  } catch (error) {
    throw isEngineError(error) ? new StartFailure(lineOf(error, files)) : error;
  }
}

function lineOf(error: Error, files: DataFiles): string {
  if (!isInUse(error)) return `${sentence(error.message)}. Repair it, or start with --fresh.`;
  return `Another copy is running on the data in ${files.folder} (${error.message.replace(/^.* in use by /, '').replace(/;.*$/, '')}): stop it, or choose another folder with --data DIR.`;
}

/** As the embedded engine words it; a spec holds the two together. */
export function isInUse(error: unknown): boolean {
  return isEngineError(error, 'UNAVAILABLE') && / is in use by /.test(error.message);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, '');
}
