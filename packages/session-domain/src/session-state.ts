import type {
  EverySessionRevoked,
  ExpiryCause,
  RevocationReason,
  SessionEvent,
  SessionRevoked,
  SessionSummary,
  UserSessionsRevoked,
} from '@atlasnode/session-events';
import { assertNever } from './assert-never.js';

export type RevokedThrough = SessionRevoked['data']['through'];

/** The state of a session's stream. `revoked` and `expired` are final. */
export type SessionState =
  | { readonly status: 'none' }
  | { readonly status: 'active'; readonly session: SessionSummary }
  | {
      readonly status: 'revoked';
      readonly session: SessionSummary;
      readonly endedAtMs: number;
      readonly reason: RevocationReason;
      readonly through: RevokedThrough;
    }
  | {
      readonly status: 'expired';
      readonly session: SessionSummary;
      readonly endedAtMs: number;
      readonly cause: ExpiryCause;
    };

export type ActiveState = Extract<SessionState, { status: 'active' }>;
export type EndedState = Extract<SessionState, { status: 'revoked' | 'expired' }>;

export const NO_SESSION: SessionState = { status: 'none' };
/** Raised whenever the form of {@link SessionState} changes: states stored in another form are folded again. */
export const SESSION_STATE_SCHEMA = 1;

/** Folds the events of a session's stream. Ended is final: what follows an end in a stream changes nothing. */
export function evolveSession(state: SessionState, event: SessionEvent): SessionState {
  if (hasEnded(state) || isOfEpochs(event)) return state;
  switch (event.type) {
    case 'SessionCreated':
    case 'SessionRefreshed':
    case 'RefreshReuseDetected':
      return { status: 'active', session: event.data.session };
    case 'SessionRevoked': {
      const { session, reason, through } = event.data;
      return { status: 'revoked', session, endedAtMs: endedAt(session), reason, through };
    }
    case 'SessionExpired': {
      const { session, cause } = event.data;
      return { status: 'expired', session, endedAtMs: endedAt(session), cause };
    }
    default:
      return assertNever(event);
  }
}

function hasEnded(state: SessionState): boolean {
  return state.status === 'revoked' || state.status === 'expired';
}

function isOfEpochs(event: SessionEvent): event is UserSessionsRevoked | EverySessionRevoked {
  return event.type === 'UserSessionsRevoked' || event.type === 'EverySessionRevoked';
}

function endedAt(session: SessionSummary): number {
  // Events before `endedAtMs` was written do not exist; the schema merely allows its absence for sessions that have not ended.
  return session.endedAtMs ?? session.lastActiveAtMs;
}
