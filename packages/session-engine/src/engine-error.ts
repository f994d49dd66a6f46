/**
 * - `VERSION_CONFLICT`: another command's commit has that version; load again.
 * - `OUTCOME_UNKNOWN`: the deadline passed; the same call may be repeated.
 * - `UNAVAILABLE`: the part could not be reached or refused to work; nothing was done.
 * - `CLOSED`: the engine is shutting down.
 */
export type EngineErrorCode = 'VERSION_CONFLICT' | 'OUTCOME_UNKNOWN' | 'UNAVAILABLE' | 'CLOSED';

const RETRIABLE: Readonly<Record<EngineErrorCode, boolean>> = {
  VERSION_CONFLICT: true,
  OUTCOME_UNKNOWN: true,
  UNAVAILABLE: true,
  CLOSED: false,
};

/** The one error an engine may throw for what is not a programmer's mistake. Tested with {@link isEngineError}, never `instanceof`. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;
  readonly retriable: boolean;

  constructor(code: EngineErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.retriable = RETRIABLE[code];
  }
}

export function isEngineError(error: unknown, code?: EngineErrorCode): error is EngineError {
  if (!(error instanceof Error) || error.name !== 'EngineError' || !('code' in error)) return false;
  return code === undefined || error.code === code;
}
