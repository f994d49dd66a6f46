import type { VerifiedSession } from '../result.js';
import type { SessionTokens } from './session-tokens.js';

/** A fifth of the token's lifetime before its end, at most a minute: room for tries. */
const MARGIN_SHARE = 0.2;
const MAX_MARGIN_MS = 60_000;

/** What a page is told of its session: never a token. Times are Unix milliseconds. */
export interface SessionReport {
  readonly signedIn: true;
  readonly sid: string;
  readonly userId: string;
  readonly roles: readonly string[];
  readonly nowMs: number;
  readonly accessTokenExpiresAtMs: number;
  /** When the page should refresh. */
  readonly refreshDueAtMs: number;
  /** When the session ends unless somebody does something; before a refresh, as the access token says it (claim `due`). */
  readonly idleDueAtMs?: number;
  readonly absoluteDueAtMs?: number;
  readonly rotated?: boolean;
  readonly pushUrl?: string;
}

export function describeState(session: VerifiedSession, nowMs: number, pushUrl: string | undefined): SessionReport {
  const { sid, userId, roles, issuedAtMs, expiresAtMs } = session;
  return {
    signedIn: true,
    sid,
    userId,
    roles,
    nowMs,
    accessTokenExpiresAtMs: expiresAtMs,
    refreshDueAtMs: refreshDueAtMs(issuedAtMs, expiresAtMs),
    ...(typeof session.claims['due'] === 'number' ? { idleDueAtMs: session.claims['due'] * 1_000 } : {}),
    ...(pushUrl === undefined ? {} : { pushUrl }),
  };
}

export function describeTokens(tokens: SessionTokens, nowMs: number): SessionReport {
  const { sid, accessTokenExpiresAtMs, rotated, session } = tokens;
  const { userId, roles, ...due } = session;
  return {
    signedIn: true,
    sid,
    userId,
    roles,
    nowMs,
    accessTokenExpiresAtMs,
    refreshDueAtMs: refreshDueAtMs(nowMs, accessTokenExpiresAtMs),
    ...due,
    ...(rotated === undefined ? {} : { rotated }),
  };
}

function refreshDueAtMs(fromMs: number, expiresAtMs: number): number {
  return expiresAtMs - Math.min(MAX_MARGIN_MS, Math.max(0, expiresAtMs - fromMs) * MARGIN_SHARE);
}
