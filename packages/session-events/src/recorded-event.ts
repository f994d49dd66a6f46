import { z } from 'zod';
import { actor } from './actor.js';
import { isStreamName, REALM_STREAM, userId, type StreamName } from './identifiers.js';
import { epochMs } from './session-summary.js';
import { sessionEvent } from './session-event.js';

/** The `prevHash` of the first event of a stream. */
export const GENESIS_HASH = '0'.repeat(64);

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Where an event stands: given by the write path when the event is appended, never changed after. */
export const eventAttributes = z.object({
  /** `<stream>@<version>.<index>`. */
  id: z.string(),
  stream: z.custom<StreamName>((value) => typeof value === 'string' && isStreamName(value), 'expected a stream name'),
  version: z.int().positive(),
  index: z.int().nonnegative(),
  atMs: epochMs,
  actor,
  prevHash: hash,
  /** SHA-256, hex, over the canonical JSON (RFC 8785) of the event's CloudEvents form; see docs/protocol/events.md. */
  hash,
  traceparent: z.string().max(128).exactOptional(),
});
export type EventAttributes = z.infer<typeof eventAttributes>;

export const recordedEvent = z.intersection(sessionEvent, eventAttributes);
/** An event as it is stored and published. */
export type RecordedEvent = z.infer<typeof recordedEvent>;

/** What orders events in the log: all streams of a user share their user's key, the realm has its own. */
export function partitionKey(event: RecordedEvent): string {
  switch (event.type) {
    case 'EverySessionRevoked':
      return REALM_STREAM;
    case 'UserSessionsRevoked':
      return event.data.userId;
    default:
      return event.data.session.userId;
  }
}

/** The user an event is about; undefined for one about everyone. */
export function userOf(event: RecordedEvent): z.infer<typeof userId> | undefined {
  return event.type === 'EverySessionRevoked' ? undefined : partitionKey(event);
}
