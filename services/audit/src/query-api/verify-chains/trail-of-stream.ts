import type { AuditEventFilter, AuditStore, Commit } from '@atlasnode/session-engine';
import type { RecordedEvent } from '@atlasnode/session-events';

const PAGE = 200;

type Trail = Pick<AuditStore, 'events' | 'timeline'>;

/** What the audit trail holds of a commit's stream, oldest first. */
export async function* trailOfStream(audit: Trail, newest: Commit): AsyncGenerator<RecordedEvent> {
  const [event] = newest.events;
  switch (event.type) {
    case 'UserSessionsRevoked':
      yield* oldestFirst(audit, { userId: event.data.userId, type: event.type });
      return;
    case 'EverySessionRevoked':
      yield* oldestFirst(audit, { type: event.type });
      return;
    default:
      yield* timeline(audit, event.data.session.sid);
  }
}

async function* timeline(audit: Trail, sid: string): AsyncGenerator<RecordedEvent> {
  let after: string | undefined;
  do {
    const page = await audit.timeline(sid, { limit: PAGE, ...(after === undefined ? {} : { after }) });
    yield* page.items;
    after = page.next;
  } while (after !== undefined);
}

/** Epoch streams are short (one event for each "end all"), so they are turned round in memory; the store sorts newest first. */
async function* oldestFirst(audit: Trail, filter: AuditEventFilter): AsyncGenerator<RecordedEvent> {
  const events: RecordedEvent[] = [];
  let after: string | undefined;
  do {
    const page = await audit.events(filter, { limit: PAGE, ...(after === undefined ? {} : { after }) });
    events.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  yield* events.toSorted((one, other) => one.version - other.version || one.index - other.index);
}
