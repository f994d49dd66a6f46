import type { RevocationReason, SessionEvent, SessionRevoked, SessionSummary, UserId } from '@atlasnode/session-events';
import { assertNever } from '../assert-never.js';
import { accept, refuse, type Decision } from '../decision.js';
import type { EndedState, RevokedThrough, SessionState } from '../session-state.js';

export interface RevokeSession {
  readonly type: 'RevokeSession';
  readonly reason: RevocationReason;
  readonly through: Extract<RevokedThrough, 'command' | 'limit' | 'overtaken'>;
  readonly note?: string;
  /** A session of anyone else is answered as if there were none. */
  readonly onlyOfUser?: UserId;
  readonly nowMs: number;
}

export type RevokeReply =
  | { readonly kind: 'revoked'; readonly session: SessionSummary }
  | { readonly kind: 'already-ended'; readonly state: EndedState };

export function revokeSession(state: SessionState, command: RevokeSession): Decision<SessionEvent, RevokeReply> {
  if (state.status === 'none') return refuse({ code: 'UNKNOWN_SESSION' });
  if (command.onlyOfUser !== undefined && command.onlyOfUser !== state.session.userId)
    return refuse({ code: 'UNKNOWN_SESSION' });
  switch (state.status) {
    case 'revoked':
    case 'expired':
      return accept([], { kind: 'already-ended', state });
    case 'active': {
      const event = revoked(state.session, command);
      return accept([event], { kind: 'revoked', session: event.data.session });
    }
    default:
      return assertNever(state);
  }
}

/** The one place that words a SessionRevoked. */
export function revoked(
  session: SessionSummary,
  end: {
    readonly reason: RevocationReason;
    readonly through: RevokedThrough;
    readonly note?: string;
    readonly nowMs: number;
  },
): SessionRevoked {
  const { reason, through, note, nowMs } = end;
  return {
    type: 'SessionRevoked',
    data: {
      session: { ...session, status: 'revoked', endedAtMs: nowMs, endReason: reason },
      reason,
      through,
      ...(note === undefined ? {} : { note }),
    },
  };
}
