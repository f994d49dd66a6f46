import type { InputFault } from './problem.js';

export interface ProblemDetails {
  readonly detail?: string;
  readonly errors?: readonly InputFault[];
  /** Further members of the answer (RFC 9457 §3.2), e.g. `endReason`. */
  readonly members?: Readonly<Record<string, string | number | boolean>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Thrown by controllers, guards and pipes; the filter looks the code up in the service's table. */
export class ProblemError<Code extends string = string> extends Error {
  override readonly name = 'ProblemError';
  readonly code: Code;
  readonly details: ProblemDetails;

  constructor(code: Code, details: ProblemDetails = {}) {
    super(details.detail ?? code, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.details = details;
  }
}

export function isProblemError(error: unknown): error is ProblemError {
  return error instanceof Error && error.name === 'ProblemError' && 'details' in error;
}
