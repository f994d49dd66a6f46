import { decideEpoch, type EpochReply, type EpochState } from '@atlasnode/session-domain';
import type { EpochOwner } from '@atlasnode/session-engine';
import {
  REALM_STREAM,
  sessionStream,
  userStream,
  type Actor,
  type RevocationReason,
  type Sid,
} from '@atlasnode/session-events';
import type { CommandContext } from '../command-context.js';
import { done, propagationOf, refused, type Outcome, type Propagation } from '../outcome.js';
import { NOTICE_DEADLINE_MS } from '../relay/publish-notice.js';
import { loadStream } from '../stream/load-stream.js';
import { EPOCH_FOLD, SESSION_FOLD } from '../stream/stream-fold.js';
import { writeAndRelay } from '../stream/write-and-relay.js';
import type { StreamWrite } from '../stream/write-to-stream.js';
import { within } from '../within.js';
import { endOvertakenJobId, epochStream } from './end-overtaken.job.js';
import { loadEpoch } from './load-epochs.js';

export interface RaiseEpochRequest {
  /** Lives on; must be live under the epoch as it is now. */
  readonly exceptSid?: Sid | undefined;
  readonly reason: RevocationReason;
  readonly note?: string | undefined;
  readonly actor: Actor;
}

export interface EpochRaised {
  readonly epoch: number;
  readonly propagation: Propagation;
  /** The job, in the queue `end-overtaken`, that gives each session its own end event. It starts when the epoch is out. */
  readonly jobId: string;
}

/** Ends everything of one user, or of everyone, by one increment. */
export async function raiseEpoch(
  context: CommandContext,
  owner: EpochOwner,
  request: RaiseEpochRequest,
): Promise<Outcome<EpochRaised>> {
  const written = await writeAndRelay(context, raiseWrite(context, owner, request));
  if (!written.accepted) return refused(written.refusal);
  const { epoch } = written.reply;
  const isOut = await within(written.job?.notice ?? Promise.resolve(true), NOTICE_DEADLINE_MS, false);
  return done({ epoch, propagation: propagationOf(isOut), jobId: endOvertakenJobId(owner, epoch) });
}

function raiseWrite(
  context: CommandContext,
  owner: EpochOwner,
  request: RaiseEpochRequest,
): StreamWrite<EpochState, EpochReply> {
  const { exceptSid, reason, note, actor } = request;
  return {
    stream: epochStream(owner),
    fold: EPOCH_FOLD,
    propose: async ({ state }, nowMs) => {
      const except = exceptSid === undefined ? undefined : await loadExcept(context, owner, exceptSid);
      const asked = {
        reason,
        ...(note === undefined ? {} : { note: note.toWellFormed() }),
        ...(except && { except }),
        nowMs,
      };
      const decision = decideEpoch(
        state,
        owner.type === 'user'
          ? { type: 'RevokeUserSessions', userId: owner.userId, ...asked }
          : { type: 'RevokeEverySession', ...asked },
      );
      return decision.accepted ? { decision, actor } : decision;
    },
  };
}

/** Loaded after the epoch's own stream, in every attempt anew: an increment that came in between makes the append fail. */
async function loadExcept({ engine: { commits } }: CommandContext, owner: EpochOwner, sid: Sid) {
  const { state } = await loadStream(commits, sessionStream(sid), SESSION_FOLD);
  if (state.status === 'none') return { sid, state, otherEpoch: EPOCH_FOLD.initial };
  const other = owner.type === 'user' ? REALM_STREAM : userStream(state.session.userId);
  return { sid, state, otherEpoch: await loadEpoch(commits, other) };
}
