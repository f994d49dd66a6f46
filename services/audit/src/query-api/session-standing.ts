import { dueCause, INITIAL_EPOCH, isDue, overtakenBy } from '@atlasnode/session-domain';
import type { Directory, EpochOwner, EpochProgress } from '@atlasnode/session-engine';
import type { SessionSummary } from '@atlasnode/session-events';
import type { Standing } from './session-view.js';

export type StandingOf = (session: SessionSummary) => Promise<Standing>;

/**
 * Says how sessions stand at one instant, by the same rule as *live* everywhere. Epochs come from the directory, each asked for once, so make one
 * for each request.
 */
export function standingAt(directory: Pick<Directory, 'epochOf'>, nowMs: number): StandingOf {
  const asked = new Map<string, Promise<EpochProgress | undefined>>();
  const epochOf = async (owner: EpochOwner) => {
    const key = owner.type === 'user' ? `user:${owner.userId}` : owner.type;
    const known = asked.get(key) ?? directory.epochOf(owner);
    asked.set(key, known);
    return (await known) ?? INITIAL_EPOCH;
  };
  return async (session) => {
    if (session.status !== 'active') return { status: session.status };
    const epochs = {
      user: await epochOf({ type: 'user', userId: session.userId }),
      realm: await epochOf({ type: 'realm' }),
    };
    if (overtakenBy(session, epochs) !== undefined) return { status: 'revoked' };
    return isDue(session, nowMs) ? { status: 'expired', endReason: dueCause(session) } : { status: 'live' };
  };
}
