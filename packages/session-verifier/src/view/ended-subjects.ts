import type { RevocationNotice } from '@atlasnode/session-events';
import type { ViewSnapshot } from '@atlasnode/session-events/push';
import { ForgettingMap } from './forgetting-map.js';

/** What a token says of itself, as far as revocation goes. */
export interface TokenSubject {
  readonly sid: string;
  readonly userId: string;
  /** Claim `uep`: the user's epoch that the session was started in. */
  readonly userEpoch: number;
  /** Claim `rep`: the realm's epoch that the session was started in. */
  readonly realmEpoch: number;
}

/** Everything below `epoch` has ended, except this one session. Only the latest increment's exception counts. */
interface Increment {
  readonly epoch: number;
  readonly exceptSid: string | undefined;
  readonly atMs: number;
}

/** Dropped with each notice: more than one, so that forgetting keeps up with any rate of notices, and few, since notices come in batches. */
const SLICE_PER_NOTICE = 4;
/** Dropped with each heartbeat: about half a millisecond's work. */
const SLICE_PER_HEARTBEAT = 4_000;

/** What has ended: sessions, and all of a user's or of everyone's below an epoch. Remembered for one window after the channel's time of the notice. */
export class EndedSubjects {
  readonly #sessions = new ForgettingMap<number>((atMs) => atMs);
  readonly #users = new ForgettingMap<Increment>((increment) => increment.atMs);
  readonly #maxEntries: number;
  #realm: Increment | undefined;
  #windowMs: number;
  /** The time of the latest notice that found no room. */
  #leftOutAtMs = Number.NEGATIVE_INFINITY;

  constructor(windowMs: number, maxEntries: number) {
    this.#windowMs = windowMs;
    this.#maxEntries = maxEntries;
  }

  get windowMs(): number {
    return this.#windowMs;
  }

  get size(): number {
    return this.#sessions.size + this.#users.size;
  }

  /** Entries keep the time of their notice, not the moment to forget them: a longer window then holds for those that are here already. */
  raiseWindow(windowMs: number): void {
    if (windowMs > this.#windowMs) this.#windowMs = windowMs;
  }

  has(subject: TokenSubject): boolean {
    return (
      this.#sessions.has(subject.sid) ||
      endsBy(this.#users.get(subject.userId), subject.userEpoch, subject.sid) ||
      endsBy(this.#realm, subject.realmEpoch, subject.sid)
    );
  }

  /** @returns whether anything changed. */
  add(notice: RevocationNotice, atMs: number): boolean {
    switch (notice.kind) {
      case 'session':
        return this.#addSession(notice.sid, atMs);
      case 'user':
        return this.#addUser(notice.userId, { epoch: notice.epoch, exceptSid: notice.exceptSid, atMs });
      case 'everyone':
        return this.#addRealm({ epoch: notice.epoch, exceptSid: notice.exceptSid, atMs });
      default:
        return notice satisfies never;
    }
  }

  /** Drops a slice of what one window has passed over, by the channel's own time. */
  forget(asOfMs: number, atLeisure: boolean): void {
    if (this.#windowMs === 0) return;
    const throughMs = asOfMs - this.#windowMs;
    const limit = atLeisure ? SLICE_PER_HEARTBEAT : SLICE_PER_NOTICE;
    const dropped = this.#sessions.forgetThrough(throughMs, limit);
    this.#users.forgetThrough(throughMs, limit - dropped);
    if (this.#realm !== undefined && this.#realm.atMs <= throughMs) this.#realm = undefined;
  }

  /** False while a notice that found no room may still concern an unexpired token. */
  completeAt(asOfMs: number): boolean {
    return (
      this.#leftOutAtMs === Number.NEGATIVE_INFINITY ||
      (this.#windowMs > 0 && this.#leftOutAtMs + this.#windowMs <= asOfMs)
    );
  }

  snapshot(): Pick<ViewSnapshot, 'windowMs' | 'sessions' | 'users' | 'realm'> {
    const windowMs = this.#windowMs;
    const withForgetAt = ({ epoch, exceptSid, atMs }: Increment) => ({
      epoch,
      ...(exceptSid === undefined ? {} : { exceptSid }),
      forgetAtMs: atMs + windowMs,
    });
    return {
      windowMs,
      sessions: Array.from(this.#sessions, ([sid, atMs]) => ({ sid, forgetAtMs: atMs + windowMs })),
      users: Array.from(this.#users, ([userId, increment]) => ({ userId, ...withForgetAt(increment) })),
      ...(this.#realm === undefined ? {} : { realm: withForgetAt(this.#realm) }),
    };
  }

  merge(snapshot: ViewSnapshot): void {
    this.raiseWindow(snapshot.windowMs);
    const increment = (entry: { epoch: number; exceptSid?: string; forgetAtMs: number }): Increment => ({
      epoch: entry.epoch,
      exceptSid: entry.exceptSid,
      atMs: entry.forgetAtMs - snapshot.windowMs,
    });
    for (const { sid, forgetAtMs } of snapshot.sessions) this.#addSession(sid, forgetAtMs - snapshot.windowMs);
    for (const user of snapshot.users) this.#addUser(user.userId, increment(user));
    if (snapshot.realm !== undefined) this.#addRealm(increment(snapshot.realm));
  }

  #addSession(sid: string, atMs: number): boolean {
    const known = this.#sessions.get(sid);
    if (known === undefined && this.#isFull(atMs)) return true;
    if (known === undefined || known < atMs) this.#sessions.put(sid, atMs);
    return known === undefined;
  }

  /** A lower or repeated epoch changes nothing, but what it meant is remembered for a window after it too. */
  #addUser(userId: string, increment: Increment): boolean {
    const known = this.#users.get(userId);
    if (known !== undefined && known.epoch >= increment.epoch) {
      if (increment.atMs > known.atMs) this.#users.put(userId, { ...known, atMs: increment.atMs });
      return false;
    }
    if (known === undefined && this.#isFull(increment.atMs)) return true;
    this.#users.put(userId, increment);
    return true;
  }

  #addRealm(increment: Increment): boolean {
    const known = this.#realm;
    if (known !== undefined && known.epoch >= increment.epoch) {
      if (increment.atMs > known.atMs) this.#realm = { ...known, atMs: increment.atMs };
      return false;
    }
    this.#realm = increment;
    return true;
  }

  #isFull(atMs: number): boolean {
    if (this.size < this.#maxEntries) return false;
    this.#leftOutAtMs = Math.max(this.#leftOutAtMs, atMs);
    return true;
  }
}

function endsBy(increment: Increment | undefined, tokenEpoch: number, sid: string): boolean {
  return increment !== undefined && tokenEpoch < increment.epoch && sid !== increment.exceptSid;
}
