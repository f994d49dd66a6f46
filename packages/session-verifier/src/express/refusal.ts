import type { Response } from 'express';
import type { VerifyFailureCode } from '../result.js';

/** Why the skin refuses a request itself; what the session API refused keeps the API's own code. */
export type SkinRefusalCode =
  | VerifyFailureCode
  | 'ORIGIN_REFUSED'
  | 'ROLE_MISSING'
  | 'INVALID_INPUT'
  | 'MALFORMED_BODY'
  | 'UNAVAILABLE';

export interface Refusal {
  readonly code: string;
  readonly status: number;
  /** One sentence; holds no part of any token. */
  readonly reason: string;
  /** What a developer should do. */
  readonly action?: string;
  /** Why the session ended, where that is what was refused and it is known. */
  readonly endReason?: string;
}

const STATUSES: Readonly<Record<SkinRefusalCode, number>> = {
  TOKEN_MISSING: 401,
  TOKEN_MALFORMED: 401,
  TOKEN_ALGORITHM: 401,
  TOKEN_SIGNATURE: 401,
  TOKEN_TYPE: 401,
  TOKEN_ISSUER: 401,
  TOKEN_AUDIENCE: 401,
  TOKEN_CLAIMS: 401,
  TOKEN_EXPIRED: 401,
  TOKEN_NOT_YET: 401,
  KEY_UNKNOWN: 401,
  KEYS_UNAVAILABLE: 503,
  SESSION_ENDED: 401,
  STALE: 503,
  ORIGIN_REFUSED: 403,
  ROLE_MISSING: 403,
  INVALID_INPUT: 400,
  MALFORMED_BODY: 400,
  UNAVAILABLE: 503,
};

export function refusal(code: SkinRefusalCode, reason: string, action?: string): Refusal {
  return { code, status: STATUSES[code], reason, ...(action === undefined ? {} : { action }) };
}

export const ORIGIN_REFUSED = refusal(
  'ORIGIN_REFUSED',
  'A request that changes something must come from a page of this application.',
  "Add the page's origin to allowedOrigins.",
);

export const UNAVAILABLE = refusal(
  'UNAVAILABLE',
  'The session service did not answer.',
  'Try again shortly. The person is still signed in.',
);

/** Sends a refusal as a problem (RFC 9457). `bearer`: the credential came in the Authorization header. */
export function sendRefusal(res: Response, refused: Refusal, bearer: boolean): void {
  const challenge = challengeOf(refused, bearer);
  if (challenge !== undefined) res.setHeader('www-authenticate', challenge);
  if (refused.status === 503) res.setHeader('retry-after', '1');
  res.setHeader('cache-control', 'no-store');
  const { code, status, reason, ...rest } = refused;
  res.status(status).type('application/problem+json');
  res.send(
    JSON.stringify({ type: 'about:blank', title: TITLES[status] ?? 'Refused', status, code, detail: reason, ...rest }),
  );
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  503: 'Service Unavailable',
};

/** RFC 6750 §3: every 401 names the scheme; only a request that brought a bearer token is told what is wrong with it (§3.1). */
function challengeOf({ status, code, reason }: Refusal, bearer: boolean): string | undefined {
  if (!bearer) return status === 401 ? 'Bearer' : undefined;
  const description = reason.replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'");
  if (status === 401) return `Bearer error="invalid_token", error_description="${description}"`;
  return code === 'ROLE_MISSING' ? `Bearer error="insufficient_scope", error_description="${description}"` : undefined;
}
