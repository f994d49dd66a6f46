import type { ClientId, Sid, UserId } from '@atlasnode/session-events';
import type { Page, PageRequest } from './page.js';

export interface DirectoryEntry {
  readonly sid: Sid;
  readonly userId: UserId;
  readonly clientId: ClientId;
  readonly status: 'active' | 'ended';
  /** Version of the commit this was taken from. */
  readonly version: number;
  readonly createdAtMs: number;
  /** When the expiry sweep should look at the session next; never later than the session's due time. */
  readonly checkAtMs: number;
  readonly userEpoch: number;
  readonly realmEpoch: number;
}

/** Whose sessions: one user's, or everyone's. */
export type EpochOwner = { readonly type: 'user'; readonly userId: UserId } | { readonly type: 'realm' };

export interface EpochProgress {
  readonly owner: EpochOwner;
  readonly epoch: number;
  readonly exceptSid?: Sid;
  /** Every session below this epoch has its own end event. Less than `epoch`: there is work to do. */
  readonly endedThroughEpoch: number;
}

/**
 * Answers "whose", "which are active", "which may be due". A projection of the commits, written when a session starts and ends, not on
 * refresh: what it says of a session is checked against the newest commit before anything is decided by it.
 */
export interface Directory {
  /** Keeps the entry unless one of the same or a higher version is there. Two first entries at once: the higher version stays. Durable when it resolves. */
  upsert(entry: DirectoryEntry): Promise<void>;

  find(sid: Sid): Promise<DirectoryEntry | undefined>;

  /** The active sessions of a user by (createdAtMs, sid). An entry whose `upsert` resolved before the call is seen. */
  activeOfUser(userId: UserId, page: PageRequest): Promise<Page<DirectoryEntry>>;

  /** Every active session by sid. Entries written during the paging may be missing. */
  active(page: PageRequest): Promise<Page<DirectoryEntry>>;

  /** Active sessions whose `checkAtMs` is at or before `atMs`, the most overdue first. */
  due(atMs: number, page: PageRequest): Promise<Page<DirectoryEntry>>;

  /** Moves `checkAtMs` forward where the session is still active; otherwise, or backward, nothing. */
  postpone(sid: Sid, checkAtMs: number): Promise<void>;

  /** Keeps the higher epoch with its exception; `endedThroughEpoch` is untouched (0 at first). */
  raiseEpoch(owner: EpochOwner, epoch: number, exceptSid?: Sid): Promise<void>;

  /** Records that every session below `epoch` has its end event; never goes back. */
  markEndedThrough(owner: EpochOwner, epoch: number): Promise<void>;

  epochOf(owner: EpochOwner): Promise<EpochProgress | undefined>;

  /** Owners with `endedThroughEpoch < epoch`, in no particular order. */
  unfinishedEpochs(page: PageRequest): Promise<Page<EpochProgress>>;

  /** The longest lifetime an access token may ever have been given: keeps and answers the higher of the recorded one and this. */
  raiseMaxAccessTokenLifetime(lifetimeMs: number): Promise<number>;
}
