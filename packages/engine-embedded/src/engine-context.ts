import { EngineError, isEngineError } from '@atlasnode/session-engine';
import type { Connection } from './sqlite/connection.js';
import type { GroupWriter } from './sqlite/group-writer.js';

/** What every port of the engine stands on. */
export interface EngineContext {
  readonly connection: Connection;
  readonly writer: GroupWriter;
  readonly nowMs: () => number;
}

/** Answers a read, its failure as the one error an engine may throw. Outside a transaction a read sees what is committed, all of it. */
export async function answer<Result>(read: () => Result): Promise<Result> {
  try {
    return read();
  } catch (error) {
    if (error instanceof TypeError || isEngineError(error) || !(error instanceof Error) || error.name !== 'SqliteError')
      throw error;
    throw new EngineError('UNAVAILABLE', `the database file could not be read: ${error.message}`, { cause: error });
  }
}

/** Lets everything else have its turn in the middle of long work. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
