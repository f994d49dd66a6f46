import {
  eventId,
  GENESIS_HASH,
  type Actor,
  type RecordedEvent,
  type SessionEvent,
  type StreamName,
} from '@atlasnode/session-events';
import { hashOfEvent } from './hash-of-event.js';

/** Where a commit's events go. */
export interface ChainPosition {
  readonly stream: StreamName;
  readonly version: number;
  readonly atMs: number;
  readonly actor: Actor;
  /** Hash of the stream's newest event; absent for the first commit. */
  readonly prevHash?: string | undefined;
  /** Not covered by the hash: it says who watched, not what happened. */
  readonly traceparent?: string | undefined;
}

/** Gives the events of one commit their id, position and link to what stands before them. */
export function chainEvents(
  events: readonly [SessionEvent, ...SessionEvent[]],
  position: ChainPosition,
): readonly [RecordedEvent, ...RecordedEvent[]] {
  const [first, ...rest] = events;
  let last = link(first, 0, position.prevHash ?? GENESIS_HASH, position);
  const chained: [RecordedEvent, ...RecordedEvent[]] = [last];
  for (const event of rest) {
    last = link(event, chained.length, last.hash, position);
    chained.push(last);
  }
  return chained;
}

function link(
  event: SessionEvent,
  index: number,
  prevHash: string,
  { stream, version, atMs, actor, traceparent }: ChainPosition,
): RecordedEvent {
  const unhashed = {
    ...event,
    id: eventId(stream, version, index),
    stream,
    version,
    index,
    atMs,
    actor,
    prevHash,
    hash: '',
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  return { ...unhashed, hash: hashOfEvent(unhashed) };
}
