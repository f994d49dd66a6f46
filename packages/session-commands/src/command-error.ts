/** `CONFLICT`: other commands on the same stream were faster, eight times in a row. */
export type CommandErrorCode = 'CONFLICT';

/** An infrastructure failure of the write path itself; engines throw their own. Tested with {@link isCommandError}, never `instanceof`. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly retriable = true;

  constructor(
    readonly code: CommandErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export function isCommandError(error: unknown): error is CommandError {
  return error instanceof Error && error.name === 'CommandError' && 'code' in error;
}
