import type { EndedState } from '@atlasnode/session-domain';
import type { Commit } from '@atlasnode/session-engine';
import {
  REALM_STREAM,
  userStream,
  type Actor,
  type RevocationReason,
  type Sid,
  type StreamName,
  type UserId,
} from '@atlasnode/session-events';
import type { CommandContext } from '../command-context.js';
import { done, propagationOf, refused, type Outcome, type Propagation } from '../outcome.js';
import { NOTICE_DEADLINE_MS } from '../relay/publish-notice.js';
import { within } from '../within.js';
import { endSession } from './end-session.js';

export interface RevokeRequest {
  readonly sid: Sid;
  readonly reason: RevocationReason;
  readonly note?: string | undefined;
  readonly actor: Actor;
  /** A session of anyone else is answered as if there were none. */
  readonly onlyOfUser?: UserId | undefined;
}

export interface Ended {
  readonly sid: Sid;
  /** By this call; false where it had ended before. */
  readonly ended: boolean;
  readonly propagation: Propagation;
}

/** Append durable → notice durable → own view applied → reply; or, past the deadline, the truth: `pending`. */
export async function revoke(
  context: CommandContext,
  { sid, reason, note, actor, onlyOfUser }: RevokeRequest,
): Promise<Outcome<Ended>> {
  const written = await endSession(context, {
    sid,
    reason,
    actor,
    through: 'command',
    ...(note === undefined ? {} : { note: note.toWellFormed() }),
    ...(onlyOfUser === undefined ? {} : { onlyOfUser }),
  });
  if (!written.accepted) return refused(written.refusal);
  const { reply, job, before } = written;
  const isOut =
    reply.kind === 'revoked'
      ? within(job?.notice ?? Promise.resolve(true), NOTICE_DEADLINE_MS, false)
      : isEndOut(context, reply.state, before.newest);
  return done({ sid, ended: reply.kind === 'revoked', propagation: propagationOf(await isOut) });
}

/** Ending what has ended changes nothing, but is acknowledged only if the notice of the end is out; else the relay is driven. */
async function isEndOut(context: CommandContext, state: EndedState, newest: Commit | undefined): Promise<boolean> {
  if (state.status === 'revoked' && state.through === 'epoch') return areEpochsOut(context, state.session.userId);
  // Ended is final, so the newest commit is the one that ended it.
  return isRelayed(context, newest);
}

/** An end through an epoch has no notice of its own: the epoch's says it. */
async function areEpochsOut({ engine, relay }: CommandContext, userId: UserId): Promise<boolean> {
  const streams: readonly StreamName[] = [userStream(userId), REALM_STREAM];
  const newest = await Promise.all(streams.map((stream) => engine.commits.loadNewest(stream)));
  const outcomes = await Promise.all(newest.map((commit) => isRelayed({ relay }, commit)));
  return outcomes.every(Boolean);
}

async function isRelayed({ relay }: Pick<CommandContext, 'relay'>, commit: Commit | undefined): Promise<boolean> {
  return commit?.pendingSince === undefined || relay.drive(commit);
}
