import type { SessionTimes } from '../routes/session-times.js';

/**
 * A tab asks a minute before the end, or after two thirds of what is short. The grace of a rotation is at most a quarter of the idle time, so
 * input that comes within it is still in time to be counted when it is over.
 */
const LONGEST_LEAD_MS = 60_000;
const LEAD_SHARE = 0.35;
/** Tokens end on whole seconds, so the last one may end up to a second before its session. */
const WHOLE_SECOND_MS = 1_000;
/** When the server's own clock has surely passed the due time. */
const AFTER_THE_END_MS = 1_500;
const SHORTEST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

export interface RefreshSituation {
  readonly times: SessionTimes;
  /** Somebody did something since activity was last counted. */
  readonly active: boolean;
  /** The latest refresh was due, and left the token's end where it was. */
  readonly unmoved: boolean;
}

/**
 * What to do next about the access token, and when (server's clock).
 * - `refresh`: before it ends.
 * - `check`: nothing that could be asked for now would move the end, only a person's input; so wait for it, and look when the session should be over.
 */
export interface RefreshPlan {
  readonly act: 'refresh' | 'check';
  readonly atMs: number;
}

export function planRefresh(situation: RefreshSituation, nowMs: number): RefreshPlan {
  const { times, active, unmoved } = situation;
  if (active) return { act: 'refresh', atMs: unmoved ? nowMs + retryInMs(times, nowMs) : dueAtMs(times) };
  if (unmoved || isAtIdleEnd(times))
    return { act: 'check', atMs: Math.max(times.idleDueAtMs ?? 0, times.expiresAtMs) + AFTER_THE_END_MS };
  return { act: 'refresh', atMs: dueAtMs(times) };
}

export function dueAtMs(times: SessionTimes): number {
  const leadMs = Math.min(LONGEST_LEAD_MS, Math.max(0, times.expiresAtMs - times.saidAtMs) * LEAD_SHARE);
  return Math.min(times.refreshDueAtMs ?? Number.POSITIVE_INFINITY, times.expiresAtMs - leadMs);
}

/** No token outlives its session: one that ends with the idle time gets no longer life without input. A refresh would only use up the grace that the input needs. */
function isAtIdleEnd({ expiresAtMs, idleDueAtMs }: SessionTimes): boolean {
  return idleDueAtMs !== undefined && expiresAtMs >= idleDueAtMs - WHOLE_SECOND_MS;
}

/** Activity that came within the grace of a rotation was not counted: ask again when half of what is left has passed. */
function retryInMs({ expiresAtMs }: SessionTimes, nowMs: number): number {
  return Math.min(LONGEST_RETRY_MS, Math.max(SHORTEST_RETRY_MS, (expiresAtMs - nowMs) / 2));
}
