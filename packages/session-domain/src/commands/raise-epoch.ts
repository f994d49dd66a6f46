import type { RevocationReason, SessionEvent, Sid, UserId } from '@atlasnode/session-events';
import { accept, refuse, type Decision } from '../decision.js';
import type { EpochState, EpochStates } from '../epoch-state.js';
import { isLive } from '../liveness.js';
import type { SessionState } from '../session-state.js';

interface RaiseEpoch {
  readonly reason: RevocationReason;
  readonly note?: string;
  /** The session that is to live on, as its stream says now, and what the *other* epoch stream says. */
  readonly except?: { readonly sid: Sid; readonly state: SessionState; readonly otherEpoch: EpochState };
  readonly nowMs: number;
}

/** Ends every session of one user at once. */
export interface RevokeUserSessions extends RaiseEpoch {
  readonly type: 'RevokeUserSessions';
  readonly userId: UserId;
}

/** Ends every session of everyone at once. */
export interface RevokeEverySession extends RaiseEpoch {
  readonly type: 'RevokeEverySession';
}

export type EpochCommand = RevokeUserSessions | RevokeEverySession;

export interface EpochReply {
  readonly kind: 'raised';
  readonly epoch: number;
}

export function revokeUserSessions(state: EpochState, command: RevokeUserSessions): Decision<SessionEvent, EpochReply> {
  const { except, userId } = command;
  if (except !== undefined) {
    if (!isLiveUnder(except.state, { user: state, realm: except.otherEpoch }, command))
      return refuse({ code: 'EXCEPT_NOT_LIVE' });
    if (except.state.session.userId !== userId) return refuse({ code: 'EXCEPT_NOT_LIVE' });
  }
  const epoch = state.epoch + 1;
  return accept([{ type: 'UserSessionsRevoked', data: { userId, ...raisedTo(epoch, command) } }], {
    kind: 'raised',
    epoch,
  });
}

export function revokeEverySession(state: EpochState, command: RevokeEverySession): Decision<SessionEvent, EpochReply> {
  const { except } = command;
  if (except !== undefined && !isLiveUnder(except.state, { user: except.otherEpoch, realm: state }, command)) {
    return refuse({ code: 'EXCEPT_NOT_LIVE' });
  }
  const epoch = state.epoch + 1;
  return accept([{ type: 'EverySessionRevoked', data: raisedTo(epoch, command) }], { kind: 'raised', epoch });
}

/** Every command of a user's stream and of the realm's. */
export function decideEpoch(state: EpochState, command: EpochCommand): Decision<SessionEvent, EpochReply> {
  return command.type === 'RevokeUserSessions'
    ? revokeUserSessions(state, command)
    : revokeEverySession(state, command);
}

type ExistingState = Exclude<SessionState, { status: 'none' }>;

/**
 * The exception must be live under the *current* epoch, decided together with the increment: of two racing "sign out all others" the second
 * would otherwise bring back the session that the first has ended.
 */
function isLiveUnder(state: SessionState, epochs: EpochStates, command: EpochCommand): state is ExistingState {
  if (state.status === 'none' || state.session.sid !== command.except?.sid) return false;
  return state.status === 'active' && isLive(state.session, epochs, command.nowMs);
}

function raisedTo(epoch: number, { except, reason, note }: EpochCommand) {
  return {
    epoch,
    ...(except === undefined ? {} : { exceptSid: except.sid }),
    reason,
    ...(note === undefined ? {} : { note }),
  };
}
