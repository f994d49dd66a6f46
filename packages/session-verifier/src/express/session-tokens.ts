import { isRecord, numberIn, textIn } from './read-body.js';

/** What the session API answers to a sign-in and to a refresh. */
export interface SessionTokens {
  readonly sid: string;
  readonly accessToken: string;
  /** Unix milliseconds. */
  readonly accessTokenExpiresAtMs: number;
  readonly refreshToken: string;
  /** Unix milliseconds: when the session ends unless it is used before. */
  readonly refreshTokenExpiresAtMs: number;
  readonly session: {
    readonly userId: string;
    readonly roles: readonly string[];
    readonly idleDueAtMs?: number;
    readonly absoluteDueAtMs?: number;
  };
  /** After a refresh: whether the refresh token is a new one. */
  readonly rotated?: boolean;
}

/** Cookie values as RFC 6265 §4.1.1 has them: what cannot be one is not a token of ours. */
const COOKIE_SAFE = /^[A-Za-z0-9._~-]+$/;

export function readTokens(body: unknown): SessionTokens | undefined {
  const session = readSession(isRecord(body) ? body['session'] : undefined);
  const sid = textIn(body, 'sid');
  const accessToken = cookieText(body, 'accessToken');
  const refreshToken = cookieText(body, 'refreshToken');
  const accessTokenExpiresAtMs = numberIn(body, 'accessTokenExpiresAtMs');
  const refreshTokenExpiresAtMs = numberIn(body, 'refreshTokenExpiresAtMs');
  const texts = session !== undefined && sid !== undefined && accessToken !== undefined && refreshToken !== undefined;
  if (!texts || accessTokenExpiresAtMs === undefined || refreshTokenExpiresAtMs === undefined) return undefined;
  return {
    sid,
    accessToken,
    accessTokenExpiresAtMs,
    refreshToken,
    refreshTokenExpiresAtMs,
    session,
    ...rotatedIn(body),
  };
}

function readSession(value: unknown): SessionTokens['session'] | undefined {
  const userId = textIn(value, 'userId');
  const roles = isRecord(value) ? value['roles'] : undefined;
  if (userId === undefined || !Array.isArray(roles)) return undefined;
  const idleDueAtMs = numberIn(value, 'idleDueAtMs');
  const absoluteDueAtMs = numberIn(value, 'absoluteDueAtMs');
  return {
    userId,
    roles: roles.filter((role) => typeof role === 'string'),
    ...(idleDueAtMs === undefined ? {} : { idleDueAtMs }),
    ...(absoluteDueAtMs === undefined ? {} : { absoluteDueAtMs }),
  };
}

function cookieText(body: unknown, name: string): string | undefined {
  const text = textIn(body, name);
  return text !== undefined && COOKIE_SAFE.test(text) ? text : undefined;
}

function rotatedIn(body: unknown): { readonly rotated?: boolean } {
  return isRecord(body) && typeof body['rotated'] === 'boolean' ? { rotated: body['rotated'] } : {};
}
