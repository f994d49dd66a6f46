import { endOf, type EpochStates } from '@atlasnode/session-domain';
import type { Page, PageRequest, SessionSecret } from '@atlasnode/session-engine';
import { sessionStream, type EndReason, type SessionSummary, type Sid, type UserId } from '@atlasnode/session-events';
import type { CommandContext } from '../command-context.js';
import { loadEpochs } from '../epochs/load-epochs.js';
import { secretOf } from '../sessions/session-secret.js';
import { loadStream } from '../stream/load-stream.js';
import { SESSION_FOLD } from '../stream/stream-fold.js';

export interface Epochs {
  readonly user: number;
  readonly realm: number;
}

export interface FoundSession {
  readonly session: SessionSummary;
  /** Active, not due, and no epoch has ended it: from the store, never from a view. */
  readonly live: boolean;
  /** Why it is not live, whether or not it has its end event yet. */
  readonly endReason?: EndReason;
  /** Absent where an epoch ended it and its own end event is still to come. */
  readonly endedAtMs?: number;
  /** As they are now. */
  readonly epochs: Epochs;
  readonly secret: SessionSecret;
}

export async function findSession(
  context: CommandContext,
  sid: Sid,
  known?: EpochStates,
): Promise<FoundSession | undefined> {
  const { commits } = context.engine;
  const nowMs = context.nowMs();
  const { newest, state } = await loadStream(commits, sessionStream(sid), SESSION_FOLD);
  if (newest === undefined || state.status === 'none') return undefined;
  const epochs = known ?? (await loadEpochs(commits, state.session.userId));
  const end = endOf(state, epochs, nowMs);
  return {
    session: state.session,
    live: end === undefined,
    ...end,
    epochs: numbersOf(epochs),
    secret: secretOf(newest),
  };
}

/** The live sessions among a page of those that the directory has as active: a page may hold fewer than asked for, and still have a next one. */
export async function sessionsOf(
  context: CommandContext,
  userId: UserId,
  request: PageRequest,
): Promise<Page<FoundSession>> {
  const { commits, directory } = context.engine;
  const page = await directory.activeOfUser(userId, request);
  const epochs = await loadEpochs(commits, userId);
  const found = await Promise.all(page.items.map(({ sid }) => findSession(context, sid, epochs)));
  return {
    items: found.flatMap((session) => (session?.live === true ? [session] : [])),
    ...(page.next === undefined ? {} : { next: page.next }),
  };
}

export async function epochsOf(context: CommandContext, userId: UserId): Promise<Epochs> {
  return numbersOf(await loadEpochs(context.engine.commits, userId));
}

function numbersOf({ user, realm }: EpochStates): Epochs {
  return { user: user.epoch, realm: realm.epoch };
}
