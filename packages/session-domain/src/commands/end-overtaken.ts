import type { SessionEvent } from '@atlasnode/session-events';
import { assertNever } from '../assert-never.js';
import { accept, refuse, type Decision } from '../decision.js';
import type { EpochStates } from '../epoch-state.js';
import { overtakenBy } from '../liveness.js';
import type { SessionState } from '../session-state.js';
import { revoked } from './revoke-session.js';

/** Gives a session that an epoch has ended its own end event. */
export interface EndOvertaken {
  readonly type: 'EndOvertaken';
  readonly epochs: EpochStates;
  readonly nowMs: number;
}

export type EndOvertakenReply =
  | { readonly kind: 'ended' }
  | { readonly kind: 'not-overtaken' }
  | { readonly kind: 'already-ended' };

export function endOvertaken(
  state: SessionState,
  { epochs, nowMs }: EndOvertaken,
): Decision<SessionEvent, EndOvertakenReply> {
  switch (state.status) {
    case 'none':
      return refuse({ code: 'UNKNOWN_SESSION' });
    case 'revoked':
    case 'expired':
      return accept([], { kind: 'already-ended' });
    case 'active': {
      const epoch = overtakenBy(state.session, epochs);
      if (epoch === undefined) return accept([], { kind: 'not-overtaken' });
      return accept([revoked(state.session, { reason: epoch.reason ?? 'security', through: 'epoch', nowMs })], {
        kind: 'ended',
      });
    }
    default:
      return assertNever(state);
  }
}
