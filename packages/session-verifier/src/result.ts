/**
 * Why a token was refused: a closed union, stable across releases.
 *
 * - `TOKEN_MISSING`, `TOKEN_MALFORMED`: none was presented, or it is not a JWT this verifier reads.
 * - `TOKEN_ALGORITHM`, `TOKEN_SIGNATURE`: its algorithm is not its key's, or its signature does not verify.
 * - `TOKEN_TYPE`, `TOKEN_ISSUER`, `TOKEN_AUDIENCE`, `TOKEN_CLAIMS`: authentic, but not meant for this use.
 * - `TOKEN_EXPIRED`, `TOKEN_NOT_YET`: authentic, but not now.
 * - `KEY_UNKNOWN`, `KEYS_UNAVAILABLE`: no key of that `kid` in the key set, or no key set.
 * - `SESSION_ENDED`: the session it belongs to has ended.
 * - `STALE`: whether the session has ended cannot be said at the moment, and the verifier is told to deny then.
 */
export type VerifyFailureCode =
  | 'TOKEN_MISSING'
  | 'TOKEN_MALFORMED'
  | 'TOKEN_ALGORITHM'
  | 'TOKEN_SIGNATURE'
  | 'TOKEN_TYPE'
  | 'TOKEN_ISSUER'
  | 'TOKEN_AUDIENCE'
  | 'TOKEN_CLAIMS'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_NOT_YET'
  | 'KEY_UNKNOWN'
  | 'KEYS_UNAVAILABLE'
  | 'SESSION_ENDED'
  | 'STALE';

/** A session as its access token tells it. Frozen: the same object is handed to every request of the token. */
export interface VerifiedSession {
  /** Empty only under strategy `jwt`, for a token that names no session. */
  readonly sid: string;
  /** Claim `sub`. */
  readonly userId: string;
  readonly clientId: string;
  readonly roles: readonly string[];
  readonly audience: readonly string[];
  /** Unix milliseconds. */
  readonly issuedAtMs: number;
  /** Unix milliseconds. */
  readonly expiresAtMs: number;
  readonly userEpoch: number;
  readonly realmEpoch: number;
  /** Every claim of the token; the lists in it are not frozen, and must not be changed either. */
  readonly claims: Readonly<Record<string, unknown>>;
}

export interface VerifySuccess {
  readonly ok: true;
  readonly session: VerifiedSession;
}

export interface VerifyFailure {
  readonly ok: false;
  readonly code: VerifyFailureCode;
  /** What is wrong, in one sentence; never holds any part of the token. Safe to send to the caller. */
  readonly reason: string;
  /** What a developer who sees this should do. */
  readonly action: string;
}

export type VerifyResult = VerifySuccess | VerifyFailure;

const SIGN_IN_AGAIN = 'Treat the request as not signed in.';
const CHECK_ISSUER = 'Check that the token comes from the session service this verifier is configured for.';

const ACTIONS: Readonly<Record<VerifyFailureCode, string>> = {
  TOKEN_MISSING: 'Send the access token in the Authorization header (Bearer) or in the cookie of the application.',
  TOKEN_MALFORMED: SIGN_IN_AGAIN,
  TOKEN_ALGORITHM: CHECK_ISSUER,
  TOKEN_SIGNATURE: CHECK_ISSUER,
  TOKEN_TYPE: 'Send an access token (typ at+jwt), not a push ticket, an ID token or another JWT.',
  TOKEN_ISSUER: CHECK_ISSUER,
  TOKEN_AUDIENCE: 'Start the session with this audience, or configure the audience it was started with.',
  TOKEN_CLAIMS: 'Check that the token was issued by a session service of a version that this verifier knows.',
  TOKEN_EXPIRED: 'Refresh the session and send the new access token.',
  TOKEN_NOT_YET: 'Check the clocks of this machine and of the issuer.',
  KEY_UNKNOWN: CHECK_ISSUER,
  KEYS_UNAVAILABLE: 'Check that the key set can be reached from here; try again shortly.',
  SESSION_ENDED: 'Ask the person to sign in again.',
  STALE: 'Check that the revocation source can be reached from here; try again shortly.',
};

export function failure(code: VerifyFailureCode, reason: string): VerifyFailure {
  return { ok: false, code, reason, action: ACTIONS[code] };
}
