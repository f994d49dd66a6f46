import type { SessionEvent } from '@atlasnode/session-events';
import { assertNever } from '../assert-never.js';
import { accept, refuse, type Decision } from '../decision.js';
import { dueAtMs, dueCause, isDue } from '../liveness.js';
import type { SessionState } from '../session-state.js';

export interface ExpireSession {
  readonly type: 'ExpireSession';
  readonly nowMs: number;
}

export type ExpireReply =
  | { readonly kind: 'expired' }
  | { readonly kind: 'not-due'; readonly dueAtMs: number }
  | { readonly kind: 'already-ended' };

export function expireSession(state: SessionState, { nowMs }: ExpireSession): Decision<SessionEvent, ExpireReply> {
  switch (state.status) {
    case 'none':
      return refuse({ code: 'UNKNOWN_SESSION' });
    case 'revoked':
    case 'expired':
      return accept([], { kind: 'already-ended' });
    case 'active': {
      const { session } = state;
      if (!isDue(session, nowMs)) return accept([], { kind: 'not-due', dueAtMs: dueAtMs(session) });
      const cause = dueCause(session);
      const ended = { ...session, status: 'expired' as const, endedAtMs: nowMs, endReason: cause };
      return accept([{ type: 'SessionExpired', data: { session: ended, cause } }], { kind: 'expired' });
    }
    default:
      return assertNever(state);
  }
}
