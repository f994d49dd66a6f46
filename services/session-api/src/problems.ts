import {
  endpointFor,
  ProblemError,
  SERVICE_PROBLEMS,
  type ProblemDetails,
  type ProblemTable,
} from '@atlasnode/service-kit';

/** Every code this service answers: code → status, title, log level. */
export const PROBLEMS = {
  ...SERVICE_PROBLEMS,
  REFRESH_TOKEN_INVALID: { status: 401, title: 'The refresh token is not valid', logLevel: 'warn' },
  REFRESH_REUSED: {
    status: 401,
    title: 'The refresh token was used before; its session has been ended',
    logLevel: 'warn',
  },
  SIGN_IN_CODE_INVALID: { status: 401, title: 'The one-time code is not valid', logLevel: 'warn' },
  AUDIENCE_NOT_ALLOWED: { status: 403, title: 'The client may not start sessions for this audience', logLevel: 'warn' },
  ROLE_NOT_ALLOWED: { status: 403, title: 'The client may not give this role', logLevel: 'warn' },
  UNKNOWN_SESSION: { status: 404, title: 'There is no such session', logLevel: 'info' },
  SIGN_IN_OVERTAKEN: {
    status: 409,
    title: 'Every session of the user was ended while this one was being started',
    logLevel: 'info',
  },
  SESSION_LIMIT_REACHED: { status: 409, title: 'The user has as many sessions as are allowed', logLevel: 'info' },
  EXCEPT_NOT_LIVE: { status: 409, title: 'The session to be kept is not a live one of the user', logLevel: 'info' },
  KEY_TOO_NEW: { status: 409, title: 'The next signing key has not been published for long enough', logLevel: 'info' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The idempotency key was used with another request', logLevel: 'warn' },
  MASTER_KEY_UNKNOWN: {
    status: 503,
    title: 'The master key of this token is not known to this process',
    logLevel: 'error',
  },
} as const satisfies ProblemTable;
export type ProblemCode = keyof typeof PROBLEMS;

/** What a route that takes a body may answer to it. */
export const BODY_PROBLEMS = [
  'INVALID_INPUT',
  'MALFORMED_BODY',
  'BODY_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
] as const satisfies readonly ProblemCode[];
/** What a route that takes a service key may answer to it, ... */
export const KEY_PROBLEMS = [
  'CREDENTIALS_MISSING',
  'SERVICE_KEY_INVALID',
  'SCOPE_MISSING',
] as const satisfies readonly ProblemCode[];
/** ... and one that takes an access token, ... */
export const TOKEN_PROBLEMS = [
  'CREDENTIALS_MISSING',
  'SERVICE_KEY_INVALID',
  'TOKEN_INVALID',
  'TOKEN_EXPIRED',
  'SESSION_ENDED',
  'STALE',
] as const satisfies readonly ProblemCode[];
/** ... and one that takes an administrator's. */
export const ADMIN_PROBLEMS = [...TOKEN_PROBLEMS, 'ROLE_MISSING'] as const satisfies readonly ProblemCode[];

/** Documents a route, its answers and its problems. */
export const Endpoint = endpointFor<ProblemCode>(PROBLEMS);

export function problem(code: ProblemCode, details?: ProblemDetails): ProblemError<ProblemCode> {
  return new ProblemError(code, details);
}

/** For what no schema can say. */
export function inputProblem(path: string, expected: string): ProblemError<ProblemCode> {
  return problem('INVALID_INPUT', {
    errors: [{ path, expected }],
    detail: 'See errors for the fields and what was expected.',
  });
}
