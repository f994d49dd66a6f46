import type { EndReason, ExpiryCause, SessionSummary } from '@atlasnode/session-events';
import type { EpochState, EpochStates } from './epoch-state.js';
import type { SessionState } from './session-state.js';

/** Why a session is not live, whether or not its stream says so yet. */
export interface SessionEnd {
  readonly endReason: EndReason;
  /** Absent where an epoch ended it: the epoch's own event has the time. */
  readonly endedAtMs?: number;
}

/** When the session's time is up, whatever comes first. */
export function dueAtMs(session: SessionSummary): number {
  return Math.min(session.idleDueAtMs, session.absoluteDueAtMs);
}

export function isDue(session: SessionSummary, nowMs: number): boolean {
  return nowMs >= dueAtMs(session);
}

/** Of which timeout a due session ends: the one that came first. */
export function dueCause(session: SessionSummary): ExpiryCause {
  return session.idleDueAtMs < session.absoluteDueAtMs ? 'idle' : 'absolute';
}

/** The epoch that has ended the session; undefined where both pass. A lower epoch ends it, unless it is what the *latest* increment excepts. */
export function overtakenBy(session: SessionSummary, epochs: EpochStates): EpochState | undefined {
  if (!passes(session, session.userEpoch, epochs.user)) return epochs.user;
  if (!passes(session, session.realmEpoch, epochs.realm)) return epochs.realm;
  return undefined;
}

function passes(session: SessionSummary, startedIn: number, now: EpochState): boolean {
  return startedIn >= now.epoch || now.exceptSid === session.sid;
}

/** Live: active, not due, and the epochs pass. What introspection, lists, limits and refresh go by; never by `status` alone. */
export function isLive(session: SessionSummary, epochs: EpochStates, nowMs: number): boolean {
  return session.status === 'active' && !isDue(session, nowMs) && overtakenBy(session, epochs) === undefined;
}

/** Why a session that exists is not live; undefined where it is. */
export function endOf(
  state: Exclude<SessionState, { status: 'none' }>,
  epochs: EpochStates,
  nowMs: number,
): SessionEnd | undefined {
  if (state.status === 'revoked') return { endReason: state.reason, endedAtMs: state.endedAtMs };
  if (state.status === 'expired') return { endReason: state.cause, endedAtMs: state.endedAtMs };
  const { session } = state;
  const overtaken = overtakenBy(session, epochs);
  if (overtaken !== undefined) return { endReason: overtaken.reason ?? 'security' };
  if (isDue(session, nowMs)) return { endReason: dueCause(session), endedAtMs: dueAtMs(session) };
  return undefined;
}
