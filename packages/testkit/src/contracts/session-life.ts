import type { RecordedEvent } from '@atlasnode/session-events';
import { buildCreated, buildRefreshed } from '../builders/event.builder.js';
import { buildSession, newUserId } from '../builders/session.builder.js';

/** So many events of one new session, in order. */
export function newLife(events: number, userId = newUserId()): readonly RecordedEvent[] {
  const session = buildSession({ userId });
  return Array.from({ length: events }, (_, index) =>
    index === 0 ? buildCreated(session) : buildRefreshed({ ...session, generation: index }, { version: index + 1 }),
  );
}
