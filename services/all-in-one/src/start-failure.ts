/** Why nothing was started, in one line that says what to do. Shown without a stack: it is not our fault. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}

export function isStartFailure(error: unknown): error is StartFailure {
  return error instanceof Error && error.name === 'StartFailure';
}
