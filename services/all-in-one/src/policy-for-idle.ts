const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** Below this a grace of a quarter is too short for two tabs to race in. */
export const leastIdleMs = 10 * SECOND;
export const mostIdleMs = 30 * DAY;

const GRACE_MS = 30 * SECOND;
const ACCESS_TOKEN_LIFETIME_MS = 10 * MINUTE;

export interface IdlePolicy {
  readonly idleTimeoutMs: number;
  readonly graceMs: number;
  readonly accessTokenLifetimeMs: number;
}

/**
 * What follows from an idle timeout. Four graces must fit into it (the rule of every policy); two access tokens, so that a page whose person does
 * something is renewed well before the session is idle.
 */
export function policyForIdle(idleTimeoutMs: number): IdlePolicy {
  return {
    idleTimeoutMs,
    graceMs: Math.min(GRACE_MS, Math.floor(idleTimeoutMs / 4)),
    accessTokenLifetimeMs: Math.min(ACCESS_TOKEN_LIFETIME_MS, Math.floor(idleTimeoutMs / 2)),
  };
}
