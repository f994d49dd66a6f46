import { eventId, GENESIS_HASH, type RecordedEvent, type StreamName } from '@atlasnode/session-events';
import { hashOfEvent } from './hash-of-event.js';

/** `position`: an event is missing, repeated or of another stream; `tail`: the write model's newest hash is another. */
export type BrokenLink = 'position' | 'previous-hash' | 'hash' | 'tail';

export type ChainVerdict =
  | { readonly ok: true; readonly events: number; readonly headHash: string }
  /** `brokenAt`: id of the first event that does not fit, or of the one that should have stood there. */
  | { readonly ok: false; readonly events: number; readonly brokenAt: string; readonly why: BrokenLink };

/**
 * Walks one stream's events in order, from its first, each once. With `tailHash`, the hash that the write model has as the stream's newest, a
 * cut end is found too.
 */
export function verifyChain(stream: StreamName, events: Iterable<RecordedEvent>, tailHash?: string): ChainVerdict {
  let [count, version, index, headHash]: [number, number, number, string] = [0, 0, 0, GENESIS_HASH];
  for (const event of events) {
    const isNext =
      event.version === version ? event.index === index + 1 : event.version === version + 1 && event.index === 0;
    const expectedId = isNext ? eventId(stream, event.version, event.index) : eventId(stream, version + 1, 0);
    const why = brokenLink(event, { isNext: isNext && event.stream === stream && event.id === expectedId, headHash });
    if (why !== undefined) return { ok: false, events: count, brokenAt: expectedId, why };
    [count, version, index, headHash] = [count + 1, event.version, event.index, event.hash];
  }
  if (tailHash !== undefined && tailHash !== headHash)
    return { ok: false, events: count, brokenAt: eventId(stream, version + 1, 0), why: 'tail' };
  return { ok: true, events: count, headHash };
}

function brokenLink(
  event: RecordedEvent,
  expected: { readonly isNext: boolean; readonly headHash: string },
): BrokenLink | undefined {
  if (!expected.isNext) return 'position';
  if (event.prevHash !== expected.headHash) return 'previous-hash';
  return hashOfEvent(event) === event.hash ? undefined : 'hash';
}
