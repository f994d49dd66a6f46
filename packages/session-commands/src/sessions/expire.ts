import { expireSession } from '@atlasnode/session-domain';
import { sessionStream, type Actor, type Sid } from '@atlasnode/session-events';
import type { CommandContext } from '../command-context.js';
import { done, refused, type Outcome } from '../outcome.js';
import { updateDirectory } from '../relay/directory-update.js';
import { SESSION_FOLD } from '../stream/stream-fold.js';
import { writeAndRelay } from '../stream/write-and-relay.js';

export type Expiry = 'expired' | 'not-due' | 'already-ended';

const BY_POLICY: Actor = { type: 'policy' };

/** Ends a session whose time is up. One that lives on is looked at again when it will be due. Waits for no notice: nobody asked for one. */
export async function expire(context: CommandContext, sid: Sid): Promise<Outcome<Expiry>> {
  const { directory } = context.engine;
  const written = await writeAndRelay(context, {
    stream: sessionStream(sid),
    fold: SESSION_FOLD,
    propose: async ({ newest, state }, nowMs) => {
      const decision = expireSession(state, { type: 'ExpireSession', nowMs });
      return decision.accepted ? { decision, actor: BY_POLICY, secret: newest?.secret } : decision;
    },
  });
  if (!written.accepted) return refused(written.refusal);
  const { reply, before } = written;
  if (reply.kind === 'not-due') await directory.postpone(sid, reply.dueAtMs);
  // Whoever asks took it for active: should the directory say so, the sweep would come back every second.
  if (reply.kind === 'already-ended' && before.newest !== undefined) await updateDirectory(directory, before.newest);
  return done(reply.kind);
}
