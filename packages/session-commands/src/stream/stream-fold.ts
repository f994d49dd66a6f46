import {
  EPOCH_STATE_SCHEMA,
  evolveEpoch,
  evolveSession,
  INITIAL_EPOCH,
  NO_SESSION,
  SESSION_STATE_SCHEMA,
  type EpochState,
  type SessionState,
} from '@atlasnode/session-domain';
import type { SessionEvent } from '@atlasnode/session-events';

/** How a stream's events become its state. */
export interface StreamFold<State> {
  readonly initial: State;
  readonly stateSchema: number;
  evolve(state: State, event: SessionEvent): State;
}

export const SESSION_FOLD: StreamFold<SessionState> = {
  initial: NO_SESSION,
  stateSchema: SESSION_STATE_SCHEMA,
  evolve: evolveSession,
};
export const EPOCH_FOLD: StreamFold<EpochState> = {
  initial: INITIAL_EPOCH,
  stateSchema: EPOCH_STATE_SCHEMA,
  evolve: evolveEpoch,
};
