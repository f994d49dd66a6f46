import type { Device, ReuseKind, SessionEvent, SessionSummary } from '@atlasnode/session-events';
import { accept, refuse, type Decision } from '../decision.js';
import type { EpochStates } from '../epoch-state.js';
import { endOf } from '../liveness.js';
import type { Policy } from '../policy.js';
import type { Refusal } from '../refusal.js';
import type { SessionState } from '../session-state.js';
import { revoked } from './revoke-session.js';

/** An *authentic* refresh token was presented: whoever sends this command has checked its MACs. */
export interface RefreshSession {
  readonly type: 'RefreshSession';
  readonly presentedGeneration: number;
  /** Did a person do something since the last refresh? Only then the idle timeout starts anew. */
  readonly active: boolean;
  /** The session's device as it is now, with digests; absent where nothing about it changed. */
  readonly device?: Device;
  /** Who presented the token, for the record of a reuse. */
  readonly presentedBy: Device;
  readonly policy: Policy;
  readonly clockSkewMs: number;
  readonly epochs: EpochStates;
  readonly nowMs: number;
}

export type RefreshReply =
  | { readonly kind: 'rotated'; readonly session: SessionSummary }
  /** The present generation again and a fresh access token: nothing changed. */
  | { readonly kind: 'repeated'; readonly session: SessionSummary }
  /** The session was ended by this: the events are to be appended *and* the caller is refused. */
  | { readonly kind: 'reused'; readonly refusal: Refusal };

/** The table of generations. Its first row: whatever is presented, a session that is not live gets nothing. */
export function refreshSession(state: SessionState, command: RefreshSession): Decision<SessionEvent, RefreshReply> {
  if (state.status === 'none') return refuse({ code: 'UNKNOWN_SESSION' });
  const end = endOf(state, command.epochs, command.nowMs);
  if (end !== undefined) return refuse({ code: 'SESSION_ENDED', ...end });
  // No generation below 1 was ever minted.
  if (command.presentedGeneration < 1) return refuse({ code: 'REFRESH_TOKEN_INVALID' });
  return byGeneration(state.session, command);
}

/** The other rows. An elapsed time below 0 (a process whose clock is ahead of ours has just rotated) is within any grace. */
function byGeneration(session: SessionSummary, command: RefreshSession): Decision<SessionEvent, RefreshReply> {
  const { presentedGeneration: presented, policy, clockSkewMs, nowMs } = command;
  const elapsedMs = nowMs - session.rotatedAtMs;
  if (presented === session.generation) {
    return elapsedMs < policy.graceMs ? accept([], { kind: 'repeated', session }) : rotate(session, command);
  }
  if (presented === session.generation - 1) {
    // Twice the bound: the rotation and this refresh may have been timed by clocks that are off in opposite directions.
    const isWithinGrace = elapsedMs <= policy.graceMs + 2 * clockSkewMs;
    return isWithinGrace ? accept([], { kind: 'repeated', session }) : endForReuse(session, command, 'late-replay');
  }
  return endForReuse(session, command, presented < session.generation ? 'stale-lineage' : 'unknown-generation');
}

function rotate(before: SessionSummary, command: RefreshSession): Decision<SessionEvent, RefreshReply> {
  const { active, policy, nowMs } = command;
  const lastActiveAtMs = active ? nowMs : before.lastActiveAtMs;
  const session: SessionSummary = {
    ...before,
    device: command.device ?? before.device,
    generation: before.generation + 1,
    rotatedAtMs: nowMs,
    lastActiveAtMs,
    // A changed policy applies from the next refresh on; it never ends a session in the past, so that this answer is still of use.
    idleDueAtMs: Math.max(lastActiveAtMs + policy.idleTimeoutMs, nowMs + 1),
    absoluteDueAtMs: Math.max(before.createdAtMs + policy.absoluteLifetimeMs, nowMs + 1),
  };
  return accept([{ type: 'SessionRefreshed', data: { session, active } }], { kind: 'rotated', session });
}

function endForReuse(
  session: SessionSummary,
  command: RefreshSession,
  kind: ReuseKind,
): Decision<SessionEvent, RefreshReply> {
  const { presentedGeneration, presentedBy, nowMs } = command;
  return accept(
    [
      { type: 'RefreshReuseDetected', data: { session, kind, presentedGeneration, presentedBy } },
      revoked(session, { reason: 'refresh-reuse', through: 'reuse', nowMs }),
    ],
    { kind: 'reused', refusal: { code: 'REFRESH_REUSED', kind } },
  );
}
