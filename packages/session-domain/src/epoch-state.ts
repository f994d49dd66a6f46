import type { EveryoneNotice, RevocationReason, SessionEvent, Sid } from '@atlasnode/session-events';

/** The state of a user's stream and of the realm's: how often all sessions were ended at once, and by what the latest time. */
export interface EpochState {
  readonly epoch: EveryoneNotice['epoch'];
  /** The one session that the latest increment let live. */
  readonly exceptSid?: Sid;
  /** Of the latest increment; absent where there was none. */
  readonly reason?: RevocationReason;
}

/** What the two streams say now. */
export interface EpochStates {
  readonly user: EpochState;
  readonly realm: EpochState;
}

export const INITIAL_EPOCH: EpochState = { epoch: 0 };
/** Raised whenever the form of {@link EpochState} changes: states stored in another form are folded again. */
export const EPOCH_STATE_SCHEMA = 1;

/** Folds the events of a user's stream or of the realm's. */
export function evolveEpoch(state: EpochState, event: SessionEvent): EpochState {
  if (event.type !== 'UserSessionsRevoked' && event.type !== 'EverySessionRevoked') return state;
  const { epoch, exceptSid, reason } = event.data;
  return { epoch, reason, ...(exceptSid === undefined ? {} : { exceptSid }) };
}
