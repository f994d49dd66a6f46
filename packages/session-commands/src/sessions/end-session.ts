import { revokeSession, type RevokeReply, type RevokeSession, type SessionState } from '@atlasnode/session-domain';
import { sessionStream, type Actor, type Sid } from '@atlasnode/session-events';
import type { CommandContext } from '../command-context.js';
import { SESSION_FOLD } from '../stream/stream-fold.js';
import { writeAndRelay, type Relayed } from '../stream/write-and-relay.js';

export interface EndSession extends Omit<RevokeSession, 'type' | 'nowMs'> {
  readonly sid: Sid;
  readonly actor: Actor;
}

/** Sends RevokeSession: for a person, for the limit, for a sign-in that was overtaken. */
export function endSession(
  context: CommandContext,
  { sid, actor, ...end }: EndSession,
): Promise<Relayed<SessionState, RevokeReply>> {
  return writeAndRelay(context, {
    stream: sessionStream(sid),
    fold: SESSION_FOLD,
    propose: async ({ newest, state }, nowMs) => {
      const decision = revokeSession(state, { type: 'RevokeSession', ...end, nowMs });
      return decision.accepted ? { decision, actor, secret: newest?.secret } : decision;
    },
  });
}
