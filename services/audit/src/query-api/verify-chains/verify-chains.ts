import { isStreamName, sessionStream, type StreamName } from '@atlasnode/session-events';
import type { BrokenLink } from './broken-link.js';
import { streamOfEvent } from './stream-of-event.js';
import { verifyStream, type VerifyStores } from './verify-stream.js';

const PAGE = 200;

/** Where a bounded verification goes on: among the write model's streams, then among the trail's sessions and its events. */
export type VerifyCursor =
  | { readonly phase: 'streams'; readonly after?: StreamName }
  | { readonly phase: 'sessions' | 'events'; readonly after?: string };

export interface Verification {
  readonly ok: boolean;
  readonly streams: number;
  readonly events: number;
  /** Commits on their way to the trail: not a fault. */
  readonly behind: number;
  /** The first link that does not hold; the walk ends there. */
  readonly broken?: BrokenLink;
  /** Absent: everything has been walked. */
  readonly next?: VerifyCursor;
}

interface Tally {
  streams: number;
  events: number;
  behind: number;
  broken?: BrokenLink;
}

/** What is left of this call, and where the walk goes on. */
interface Stage {
  readonly walked: number;
  readonly next?: VerifyCursor;
}

/**
 * Walks at most `limit` streams: first every stream of the write model with the trail beside it, then the trail's sessions and its events, none of
 * which may be of a stream that the write model does not know. One page of streams is in memory at a time.
 */
export async function verifyChains(stores: VerifyStores, from: VerifyCursor, limit: number): Promise<Verification> {
  const tally: Tally = { streams: 0, events: 0, behind: 0 };
  let left = limit;
  let next: VerifyCursor | undefined = from;
  while (next !== undefined && left > 0) {
    const stage: Stage = await walkPage(stores, next, Math.min(PAGE, left), tally);
    if (tally.broken !== undefined) return { ok: false, ...tally };
    left -= stage.walked;
    next = stage.next;
  }
  return { ok: true, ...tally, ...(next === undefined ? {} : { next }) };
}

function walkPage(stores: VerifyStores, at: VerifyCursor, size: number, tally: Tally): Promise<Stage> {
  switch (at.phase) {
    case 'streams':
      return walkStreams(stores, at.after, size, tally);
    case 'sessions':
      return walkSessions(stores, at.after, size, tally);
    case 'events':
      return walkEvents(stores, at.after, size, tally);
    default:
      return at satisfies never;
  }
}

async function walkStreams(
  stores: VerifyStores,
  after: StreamName | undefined,
  size: number,
  tally: Tally,
): Promise<Stage> {
  const newest = await stores.commits.streams({ limit: size, ...(after === undefined ? {} : { after }) });
  for (const commit of newest) {
    const { events, behind, broken } = await verifyStream(commit, stores);
    tally.streams += 1;
    tally.events += events;
    tally.behind += behind;
    if (broken === undefined) continue;
    tally.broken = broken;
    break;
  }
  const last = newest.at(-1);
  return last === undefined
    ? { walked: 0, next: { phase: 'sessions' } }
    : { walked: newest.length, next: { phase: 'streams', after: last.stream } };
}

async function walkSessions(
  stores: VerifyStores,
  after: string | undefined,
  size: number,
  tally: Tally,
): Promise<Stage> {
  const page = await stores.audit.sessions({}, { limit: size, ...(after === undefined ? {} : { after }) });
  for (const { session } of page.items) {
    const stream = sessionStream(session.sid);
    if ((await stores.commits.loadNewest(stream)) !== undefined) continue;
    tally.broken = { stream, reason: 'not-in-write-model' };
    break;
  }
  return {
    walked: page.items.length,
    next: page.next === undefined ? { phase: 'events' } : { phase: 'sessions', after: page.next },
  };
}

/** The walk of the streams sees only what it looks for by the streams that there are. */
async function walkEvents(stores: VerifyStores, after: string | undefined, size: number, tally: Tally): Promise<Stage> {
  const page = await stores.audit.events({}, { limit: size, ...(after === undefined ? {} : { after }) });
  const known = new Set<StreamName>();
  for (const event of page.items) {
    const stream = streamOfEvent(event);
    if (!known.has(stream) && (await stores.commits.loadNewest(stream)) !== undefined) known.add(stream);
    if (known.has(stream) && event.stream === stream) continue;
    tally.broken = { stream: event.stream, eventId: event.id, reason: 'not-in-write-model' };
    break;
  }
  return {
    walked: page.items.length,
    ...(page.next === undefined ? {} : { next: { phase: 'events', after: page.next } }),
  };
}

export function writeCursor(cursor: VerifyCursor): string {
  return Buffer.from(`${cursor.phase} ${cursor.after ?? ''}`).toString('base64url');
}

/** undefined where the text is no cursor of ours. */
export function readCursor(text: string): VerifyCursor | undefined {
  const cursor = Buffer.from(text, 'base64url').toString();
  const [phase] = cursor.split(' ', 1);
  const after = cursor.slice(`${phase} `.length);
  if (phase === 'streams') {
    if (after === '') return { phase };
    return isStreamName(after) ? { phase, after } : undefined;
  }
  return phase === 'sessions' || phase === 'events' ? { phase, ...(after === '' ? {} : { after }) } : undefined;
}
