import { endpointFor, SERVICE_PROBLEMS, type ProblemTable } from '@atlasnode/service-kit';

/** Everything the query API may answer but what was asked for. */
export const AUDIT_PROBLEMS = {
  ...SERVICE_PROBLEMS,
  UNKNOWN_SESSION: { status: 404, title: 'No such session', logLevel: 'info' },
} as const satisfies ProblemTable;
export type AuditProblemCode = keyof typeof AUDIT_PROBLEMS;

export const AuditEndpoint = endpointFor<AuditProblemCode>(AUDIT_PROBLEMS);

/** What any administrator's endpoint may answer. */
export const ADMIN_PROBLEMS = [
  'CREDENTIALS_MISSING',
  'TOKEN_INVALID',
  'TOKEN_EXPIRED',
  'SESSION_ENDED',
  'ROLE_MISSING',
  'STALE',
] as const;
