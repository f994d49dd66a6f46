import type { Directory, EpochOwner, EpochProgress } from '@atlasnode/session-engine';
import type { SessionSummary } from '@atlasnode/session-events';
import type { Standing } from './session-view.js';

export type StandingOf = (session: SessionSummary) => Promise<Standing>;

/**
 * Says how sessions stand at one instant, by the same rule as *live* everywhere: active, not due, epochs passed. Epochs come from the directory, each
 * asked for once, so make one for each request.
 */
export function standingAt(directory: Pick<Directory, 'epochOf'>, nowMs: number): StandingOf {
  const asked = new Map<string, Promise<EpochProgress | undefined>>();
  const epochOf = (owner: EpochOwner): Promise<EpochProgress | undefined> => {
    const key = owner.type === 'user' ? `user:${owner.userId}` : owner.type;
    const known = asked.get(key) ?? directory.epochOf(owner);
    asked.set(key, known);
    return known;
  };
  return async (session) => {
    if (session.status !== 'active') return { status: session.status };
    if (session.absoluteDueAtMs <= nowMs) return { status: 'expired', endReason: 'absolute' };
    if (session.idleDueAtMs <= nowMs) return { status: 'expired', endReason: 'idle' };
    const [user, realm] = await Promise.all([
      epochOf({ type: 'user', userId: session.userId }),
      epochOf({ type: 'realm' }),
    ]);
    const overtaken = isBelow(session.sid, session.userEpoch, user) || isBelow(session.sid, session.realmEpoch, realm);
    return { status: overtaken ? 'revoked' : 'live' };
  };
}

function isBelow(sid: string, startedIn: number, now: EpochProgress | undefined): boolean {
  return now !== undefined && startedIn < now.epoch && now.exceptSid !== sid;
}
