import type { RevocationNotice } from '@atlasnode/session-events';
import type { SessionEnded } from '@atlasnode/session-events/push';
import type { TokenSubject } from '@atlasnode/session-verifier';

/** Whether this one notice, by itself, ends the session. */
export function concerns(notice: RevocationNotice, subject: TokenSubject): boolean {
  switch (notice.kind) {
    case 'session':
      return notice.sid === subject.sid;
    case 'user':
      return notice.userId === subject.userId && subject.userEpoch < notice.epoch && notice.exceptSid !== subject.sid;
    case 'everyone':
      return subject.realmEpoch < notice.epoch && notice.exceptSid !== subject.sid;
    default:
      return notice satisfies never;
  }
}

/** What a browser is told of it: neither the note nor who it was, only what kind of actor. */
export function endedBy(notice: RevocationNotice, sid: string): SessionEnded {
  return { sid, reason: notice.reason, by: notice.actor.type, at: notice.at };
}
