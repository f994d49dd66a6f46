import type { Commit } from '@atlasnode/session-engine';
import type { RecordedEvent, RevocationNotice } from '@atlasnode/session-events';

/** The event that a commit is remembered by: its last one. */
export function lastEvent(commit: Commit): RecordedEvent {
  return commit.events.at(-1) ?? commit.events[0];
}

/** What the channel must be told of a commit; undefined where it ends nothing, or where an epoch has said it already. */
export function noticeOf(commit: Commit): RevocationNotice | undefined {
  const event = lastEvent(commit);
  const head = { v: 1, at: event.atMs, actor: { type: event.actor.type } } as const;
  switch (event.type) {
    case 'SessionRevoked': {
      const { session, reason, through } = event.data;
      return through === 'epoch'
        ? undefined
        : { ...head, kind: 'session', sid: session.sid, userId: session.userId, reason };
    }
    case 'SessionExpired': {
      const { session, cause } = event.data;
      return { ...head, kind: 'session', sid: session.sid, userId: session.userId, reason: cause };
    }
    case 'UserSessionsRevoked': {
      const { userId, epoch, exceptSid, reason } = event.data;
      return { ...head, kind: 'user', userId, epoch, reason, ...(exceptSid === undefined ? {} : { exceptSid }) };
    }
    case 'EverySessionRevoked': {
      const { epoch, exceptSid, reason } = event.data;
      return { ...head, kind: 'everyone', epoch, reason, ...(exceptSid === undefined ? {} : { exceptSid }) };
    }
    default:
      return undefined;
  }
}
