import type { FoundSession } from '@atlasnode/session-commands';
import type { SessionSummary, Sid } from '@atlasnode/session-events';
import type { SessionView } from './session-view.schema.js';

/** A session that has just been started or refreshed: it is live. */
export function liveView(session: SessionSummary): SessionView {
  return { ...factsOf(session), status: 'live' };
}

export function viewOf(found: FoundSession, currentSid?: Sid): SessionView {
  const { session, live, endReason, endedAtMs } = found;
  const current = currentSid === undefined ? {} : { current: session.sid === currentSid };
  if (live) return { ...factsOf(session), status: 'live', ...current };
  return {
    ...factsOf(session),
    status: endReason === 'idle' || endReason === 'absolute' ? 'expired' : 'revoked',
    ...(endedAtMs === undefined ? {} : { endedAtMs }),
    ...(endReason === undefined ? {} : { endReason }),
    ...current,
  };
}

function factsOf(session: SessionSummary): Omit<SessionView, 'status'> {
  const { label, ip, userAgent } = session.device;
  return {
    sid: session.sid,
    userId: session.userId,
    clientId: session.clientId,
    roles: session.roles,
    amr: session.amr,
    device: {
      ...(label === undefined ? {} : { label }),
      ...(ip === undefined ? {} : { ip }),
      ...(userAgent === undefined ? {} : { userAgent }),
    },
    createdAtMs: session.createdAtMs,
    rotatedAtMs: session.rotatedAtMs,
    lastActiveAtMs: session.lastActiveAtMs,
    idleDueAtMs: session.idleDueAtMs,
    absoluteDueAtMs: session.absoluteDueAtMs,
  };
}
