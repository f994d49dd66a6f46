import { endOvertaken as decide } from '@atlasnode/session-domain';
import { sessionStream, type Actor, type Sid } from '@atlasnode/session-events';
import type { CommandContext } from '../command-context.js';
import { loadEpochs } from '../epochs/load-epochs.js';
import { done, refused, type Outcome } from '../outcome.js';
import { SESSION_FOLD } from '../stream/stream-fold.js';
import { writeAndRelay } from '../stream/write-and-relay.js';

const BY_SYSTEM: Actor = { type: 'system' };

/** Gives a session that an epoch has ended its own end event. No notice: the epoch's own has said it. @returns whether this call ended it */
export async function endOvertaken(context: CommandContext, sid: Sid): Promise<Outcome<boolean>> {
  const written = await writeAndRelay(context, {
    stream: sessionStream(sid),
    fold: SESSION_FOLD,
    propose: async ({ newest, state }, nowMs) => {
      if (state.status === 'none') return { accepted: false, refusal: { code: 'UNKNOWN_SESSION' } };
      const epochs = await loadEpochs(context.engine.commits, state.session.userId);
      const decision = decide(state, { type: 'EndOvertaken', epochs, nowMs });
      return decision.accepted ? { decision, actor: BY_SYSTEM, secret: newest?.secret } : decision;
    },
  });
  return written.accepted ? done(written.reply.kind === 'ended') : refused(written.refusal);
}
