import { hashOfEvent } from '@atlasnode/session-commands';
import { GENESIS_HASH, type RecordedEvent } from '@atlasnode/session-events';
import type { BrokenLink } from './broken-link.js';

/** Where a walk stands: after no event, or after one. */
export interface ChainPosition {
  readonly hash: string;
  readonly version: number;
  readonly index: number;
  readonly eventId?: string;
}

export const CHAIN_START: ChainPosition = { hash: GENESIS_HASH, version: 0, index: 0 };

export type Step =
  | { readonly ok: true; readonly position: ChainPosition }
  | { readonly ok: false; readonly broken: BrokenLink };

/** One link: the event follows at once on the one before, names its hash, and gives its own. */
export function stepTo(event: RecordedEvent, from: ChainPosition): Step {
  const { stream, id: eventId, version, index } = event;
  if (!follows(event, from)) {
    const last = from.eventId === undefined ? {} : { eventId: from.eventId };
    return { ok: false, broken: { stream, reason: 'event-missing', ...last, found: eventId } };
  }
  if (event.prevHash !== from.hash) {
    return { ok: false, broken: { stream, eventId, reason: 'not-linked', expected: from.hash, found: event.prevHash } };
  }
  const expected = hashOfEvent(event);
  if (event.hash !== expected) {
    return { ok: false, broken: { stream, eventId, reason: 'content-changed', expected, found: event.hash } };
  }
  return { ok: true, position: { hash: event.hash, version, index, eventId } };
}

function follows(event: RecordedEvent, from: ChainPosition): boolean {
  const nextOfCommit = event.version === from.version && event.index === from.index + 1;
  const firstOfNext = event.version === from.version + 1 && event.index === 0;
  return nextOfCommit || firstOfNext;
}
