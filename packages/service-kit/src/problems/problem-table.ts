export type ProblemLogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  readonly logLevel: ProblemLogLevel;
}

/** Code → status, title and log level: one exhaustive table per service. */
export type ProblemTable<Code extends string = string> = Readonly<Record<Code, ProblemKind>>;

/** What any service may answer; a service's table starts from this. */
export const SERVICE_PROBLEMS = {
  INVALID_INPUT: { status: 400, title: 'The input is not as it should be', logLevel: 'info' },
  MALFORMED_BODY: { status: 400, title: 'The body could not be read', logLevel: 'info' },
  MALFORMED_REQUEST: { status: 400, title: 'The request could not be read', logLevel: 'info' },
  CREDENTIALS_MISSING: { status: 401, title: 'Credentials are missing', logLevel: 'info' },
  SERVICE_KEY_INVALID: { status: 401, title: 'The service key is not valid', logLevel: 'warn' },
  TOKEN_INVALID: { status: 401, title: 'The token is not valid', logLevel: 'info' },
  TOKEN_EXPIRED: { status: 401, title: 'The token has expired', logLevel: 'info' },
  SESSION_ENDED: { status: 401, title: 'The session has ended', logLevel: 'info' },
  SCOPE_MISSING: { status: 403, title: 'The service key lacks a scope', logLevel: 'warn' },
  ROLE_MISSING: { status: 403, title: 'The session lacks a role', logLevel: 'warn' },
  NOT_FOUND: { status: 404, title: 'There is nothing here', logLevel: 'info' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request took too long to arrive', logLevel: 'info' },
  CONFLICT: { status: 409, title: 'Others changed the same thing at the same time', logLevel: 'warn' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large', logLevel: 'info' },
  URI_TOO_LONG: { status: 414, title: 'The address is too long', logLevel: 'info' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The body is of a type that is not taken here', logLevel: 'info' },
  RATE_LIMITED: { status: 429, title: 'Too many requests', logLevel: 'warn' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers are too large', logLevel: 'info' },
  INTERNAL: { status: 500, title: 'Something went wrong here', logLevel: 'error' },
  UNAVAILABLE: { status: 503, title: 'A part that is needed does not answer', logLevel: 'error' },
  STALE: { status: 503, title: 'Revocations are not known freshly enough to decide', logLevel: 'warn' },
} as const satisfies ProblemTable;
export type ServiceProblemCode = keyof typeof SERVICE_PROBLEMS;
