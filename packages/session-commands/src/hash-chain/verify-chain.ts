import { eventId, GENESIS_HASH, type RecordedEvent, type StreamName } from '@atlasnode/session-events';
import { hashOfEvent } from './hash-of-event.js';

/** `position`: an event is missing, repeated or of another stream; `tail`: the write model's newest hash is another. */
export type BrokenLink = 'position' | 'previous-hash' | 'hash' | 'tail';

export type ChainVerdict =
  | { readonly ok: true; readonly events: number; readonly headHash: string }
  /** `brokenAt`: id of the first event that does not fit, or of the one that should have stood there. */
  | { readonly ok: false; readonly events: number; readonly brokenAt: string; readonly why: BrokenLink };

interface Head {
  readonly events: number;
  readonly version: number;
  readonly index: number;
  readonly hash: string;
}

/**
 * Walks one stream's events in order, from its first, each once. With `tailHash`, the hash that the write model has as the stream's newest, a
 * cut end is found too.
 */
export function verifyChain(stream: StreamName, events: Iterable<RecordedEvent>, tailHash?: string): ChainVerdict {
  let head: Head = { events: 0, version: 0, index: 0, hash: GENESIS_HASH };
  for (const event of events) {
    const why = brokenLink(stream, event, head);
    if (why !== undefined) return { ok: false, events: head.events, brokenAt: placeOf(stream, event, head), why };
    head = { events: head.events + 1, version: event.version, index: event.index, hash: event.hash };
  }
  if (tailHash === undefined || tailHash === head.hash) return { ok: true, events: head.events, headHash: head.hash };
  return { ok: false, events: head.events, brokenAt: eventId(stream, head.version + 1, 0), why: 'tail' };
}

function brokenLink(stream: StreamName, event: RecordedEvent, head: Head): BrokenLink | undefined {
  if (event.stream !== stream || event.id !== placeOf(stream, event, head)) return 'position';
  if (event.prevHash !== head.hash) return 'previous-hash';
  return hashOfEvent(event) === event.hash ? undefined : 'hash';
}

/** The id that must follow: the next event of the same commit, if this is one, or the first of the next. */
function placeOf(stream: StreamName, { version, index }: RecordedEvent, head: Head): string {
  const isSameCommit = version === head.version && index === head.index + 1;
  return isSameCommit ? eventId(stream, version, index) : eventId(stream, head.version + 1, 0);
}
