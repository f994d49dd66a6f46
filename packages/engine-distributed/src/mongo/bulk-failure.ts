import { mongo } from 'mongoose';
import { isDuplicateKey } from './mongo-failure.js';

interface WriteError {
  readonly index: number;
  readonly code: number;
}

/**
 * Positions of the operations of a bulk that met a duplicate key, where nothing else went wrong.
 * @throws the error itself where anything did
 */
export function refusedAsDuplicate(error: unknown): readonly number[] {
  const refused = writeErrorsOf(error);
  const isOnlyThat = refused.length > 0 && refused.every(({ code }) => isDuplicateKey({ code }));
  if (!isOnlyThat || hasWriteConcernError(error)) throw error;
  return refused.map(({ index }) => index);
}

function writeErrorsOf(error: unknown): readonly WriteError[] {
  if (!(error instanceof Error) || !('writeErrors' in error)) return [];
  return [error.writeErrors].flat().filter(isWriteError);
}

function isWriteError(value: unknown): value is WriteError {
  return typeof value === 'object' && value !== null && 'index' in value && 'code' in value;
}

function hasWriteConcernError(error: unknown): boolean {
  return error instanceof mongo.MongoBulkWriteError && error.result.getWriteConcernError() !== undefined;
}
