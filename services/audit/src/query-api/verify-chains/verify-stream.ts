import { hashOfEvent } from '@atlasnode/session-commands';
import type { AuditStore, Commit, CommitStore, EventLog } from '@atlasnode/session-engine';
import type { BrokenLink, BrokenLinkReason } from './broken-link.js';
import { CHAIN_START, stepTo, type ChainPosition } from './chain-walk.js';
import { trailOfStream } from './trail-of-stream.js';

export interface VerifyStores {
  readonly audit: Pick<AuditStore, 'events' | 'timeline' | 'sessions'>;
  readonly commits: Pick<CommitStore, 'streams' | 'readStream' | 'loadNewest'>;
  readonly eventLog: Pick<EventLog, 'behind'>;
  /** The projector's group. */
  readonly group: string;
}

export interface StreamVerdict {
  readonly events: number;
  /** Commits that the trail does not have yet, and that are on their way. */
  readonly behind: number;
  readonly broken?: BrokenLink;
}

/**
 * Verifies one stream: 1. the newest commit gives its own hash. 2. every link of the trail holds. 3. the trail ends where the write model does, with
 * the same hash; or before it, at the hash of the commit it ends with, where the rest is still on its way.
 */
export async function verifyStream(newest: Commit, stores: VerifyStores): Promise<StreamVerdict> {
  const changed = writeModelFault(newest);
  if (changed !== undefined) return { events: 0, behind: 0, broken: changed };
  const first = await walk(newest, stores);
  if (first.broken !== undefined || endsAt(newest, first.last)) return verdict(first);
  if (isBeyond(newest, first.last)) return verifyMovedOn(newest, first, stores);
  if (await isOnItsWay(newest, stores)) return behindVerdict(newest, first, stores);
  // Nothing is on its way any more: what was missing because it was being projected is there by now.
  const again = await walk(newest, stores);
  if (again.broken !== undefined || !isShort(newest, again.last)) return verdict(again);
  return verdict({ ...again, broken: fault('tail-missing', newest, again.last) });
}

interface Walked {
  readonly events: number;
  readonly last: ChainPosition;
  readonly broken?: BrokenLink;
}

async function walk(newest: Commit, { audit }: VerifyStores): Promise<Walked> {
  let last = CHAIN_START;
  let events = 0;
  for await (const event of trailOfStream(audit, newest)) {
    const step = stepTo(event, last);
    if (!step.ok) return { events, last, broken: step.broken };
    last = step.position;
    events += 1;
    if (endsAt(newest, last) && last.hash !== newest.hash) {
      return { events, last, broken: fault('tail-differs', newest, last) };
    }
  }
  return { events, last };
}

/** The trail has more than the write model had when it was read: it must have more by now. */
async function verifyMovedOn(newest: Commit, walked: Walked, stores: VerifyStores): Promise<StreamVerdict> {
  const now = await stores.commits.loadNewest(newest.stream);
  if (now !== undefined && now.version > newest.version) return verifyStream(now, stores);
  return verdict({ ...walked, broken: fault('tail-differs', newest, walked.last) });
}

async function isOnItsWay(newest: Commit, { eventLog, group }: VerifyStores): Promise<boolean> {
  return newest.pendingSince !== undefined || (await eventLog.behind(group)) > 0;
}

/** The trail is shorter, lawfully: it must still meet the write model where it ends. */
async function behindVerdict(newest: Commit, walked: Walked, { commits }: VerifyStores): Promise<StreamVerdict> {
  const { events, last } = walked;
  const behind = Math.max(1, newest.version - last.version);
  if (last.version === 0) return { events, behind };
  const [there] = await commits.readStream(newest.stream, { fromVersion: last.version, limit: 1 });
  const meets = there !== undefined && (!endsAt(there, last) || there.hash === last.hash);
  return meets ? { events, behind } : { events, behind, broken: fault('tail-differs', there ?? newest, last) };
}

function endsAt(commit: Commit, { version, index }: ChainPosition): boolean {
  return version === commit.version && index === commit.events.length - 1;
}

function isShort(commit: Commit, { version, index }: ChainPosition): boolean {
  return version < commit.version || (version === commit.version && index < commit.events.length - 1);
}

function isBeyond(commit: Commit, last: ChainPosition): boolean {
  return !endsAt(commit, last) && !isShort(commit, last);
}

function writeModelFault(newest: Commit): BrokenLink | undefined {
  const event = newest.events.at(-1) ?? newest.events[0];
  const found = hashOfEvent(event);
  if (found === newest.hash) return undefined;
  return { stream: newest.stream, eventId: event.id, reason: 'write-model-changed', expected: newest.hash, found };
}

function fault(reason: BrokenLinkReason, commit: Commit, last: ChainPosition): BrokenLink {
  const at = last.eventId === undefined ? {} : { eventId: last.eventId };
  return { stream: commit.stream, reason, ...at, expected: commit.hash, found: last.hash };
}

function verdict({ events, broken }: Walked): StreamVerdict {
  return { events, behind: 0, ...(broken === undefined ? {} : { broken }) };
}
