/** Something went wrong that an engine deals with by itself; for the log. `part` names where. */
export interface EngineFault {
  readonly part: string;
  readonly error: Error;
}

export type OnFault = (fault: EngineFault) => void;

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
