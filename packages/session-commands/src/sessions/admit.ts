import { overtakenBy, surplusSessions, type Policy, type Refusal } from '@atlasnode/session-domain';
import type { Actor, SessionSummary } from '@atlasnode/session-events';
import type { CommandContext } from '../command-context.js';
import { loadEpochs } from '../epochs/load-epochs.js';
import { directoryEntry } from '../relay/directory-update.js';
import { endSession } from './end-session.js';
import { liveSessionsOf } from './live-sessions.js';

const BY_POLICY: Actor = { type: 'policy' };
const BY_SYSTEM: Actor = { type: 'system' };
const FIRST_VERSION = 1;

/**
 * What every start must pass between its append and its reply, and what the sweeper repeats for one that a crash left behind. Of two starts, or of a start and
 * an "end all", that run at the same time, the one whose write came later sees the other here.
 */
export async function admit(
  context: CommandContext,
  session: SessionSummary,
  policy: Policy | undefined,
): Promise<Refusal | undefined> {
  const { engine } = context;
  // 1. Let everyone who lists the user's sessions see it.
  await engine.directory.upsert(directoryEntry(session, FIRST_VERSION));
  // 2. Read the epochs again: where one rose, this session was started below it.
  const epochs = await loadEpochs(engine.commits, session.userId);
  if (overtakenBy(session, epochs) !== undefined) {
    await endSession(context, {
      sid: session.sid,
      reason: 'sign-in-overtaken',
      through: 'overtaken',
      actor: BY_SYSTEM,
    });
    return { code: 'SIGN_IN_OVERTAKEN' };
  }
  // 3. Read the list again: end every session that is too many, not only this one.
  const limit = policy?.maxSessionsPerUser;
  if (policy === undefined || limit === undefined) return undefined;
  const surplus = surplusSessions(await liveSessionsOf(context, session.userId, epochs, context.nowMs()), policy);
  await Promise.all(
    surplus.map((sid) => endSession(context, { sid, reason: 'session-limit', through: 'limit', actor: BY_POLICY })),
  );
  return surplus.includes(session.sid) ? { code: 'SESSION_LIMIT_REACHED', limit } : undefined;
}
