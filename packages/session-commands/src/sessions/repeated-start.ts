import { endOf, type Policy, type Refusal, type SessionState } from '@atlasnode/session-domain';
import type { Commit } from '@atlasnode/session-engine';
import { sessionStream, type SessionSummary, type Sid } from '@atlasnode/session-events';
import type { CommandContext } from '../command-context.js';
import { loadEpochs } from '../epochs/load-epochs.js';
import { done, refused, type Outcome } from '../outcome.js';
import { loadStream } from '../stream/load-stream.js';
import { SESSION_FOLD } from '../stream/stream-fold.js';
import { admit } from './admit.js';
import { secretOf } from './session-secret.js';
import type { StartedSession } from './started-session.js';

interface Repeat {
  readonly sid: Sid;
  readonly policy: Policy;
  readonly requestDigest: string;
}

/**
 * Answers a start whose idempotency key was used before, from the commit that it made then: the same session and the same first refresh token. What
 * has ended since stays ended.
 */
export async function repeatedStart(
  context: CommandContext,
  { sid, policy, requestDigest }: Repeat,
  nowMs: number,
): Promise<Outcome<StartedSession>> {
  const { commits } = context.engine;
  const [first] = await commits.readStream(sessionStream(sid), { limit: 1 });
  if (first === undefined || first.requestDigest !== requestDigest) return refused({ code: 'IDEMPOTENCY_KEY_REUSED' });
  const started = startedIn(first);
  // The first request may be under way still, or have died before its second read.
  const refusal = first.pendingSince === undefined ? undefined : await admit(context, started, policy);
  if (refusal !== undefined) return refused(refusal);

  const { state } = await loadStream(commits, sessionStream(sid), SESSION_FOLD);
  if (state.status === 'none') throw new TypeError(`${sid} has a first commit and no newest`);
  const end = endOf(state, await loadEpochs(commits, started.userId), nowMs);
  if (end !== undefined) return refused(refusalAsBefore(state, policy) ?? { code: 'SESSION_ENDED', ...end });
  // Due times and roles as they are now, so that no token outlives its session; the generation as it was given then.
  const { generation, rotatedAtMs } = started;
  return done({
    session: { ...state.session, generation, rotatedAtMs },
    secret: secretOf(first),
    nowMs,
    repeated: true,
  });
}

/** The answer that the first request got, where it was refused after its append. */
function refusalAsBefore(state: SessionState, { maxSessionsPerUser: limit, onLimit }: Policy): Refusal | undefined {
  if (state.status !== 'revoked') return undefined;
  if (state.through === 'overtaken') return { code: 'SIGN_IN_OVERTAKEN' };
  return state.through === 'limit' && onLimit === 'reject' && limit !== undefined
    ? { code: 'SESSION_LIMIT_REACHED', limit }
    : undefined;
}

export function startedIn(first: Commit): SessionSummary {
  const [event] = first.events;
  if (event.type !== 'SessionCreated') throw new TypeError(`${first.id} does not start a session`);
  return event.data.session;
}
