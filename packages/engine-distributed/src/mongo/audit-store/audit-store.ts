import { InvalidCursorError, type AuditStore } from '@atlasnode/session-engine';
import { sessionStream, type RecordedEvent } from '@atlasnode/session-events';
import type { Connection } from 'mongoose';
import type { Lifetime } from '../../lifetime.js';
import { itemsForPage, pageOf, sortableCursor } from '../page-cursor.js';
import { answer } from '../persist.js';
import { parseStored } from '../stored-json.js';
import { countEvents } from './audit-counts.js';
import { AuditEpochs, auditEpochModel } from './audit-epochs.js';
import { auditEventModel, type AuditEventDocument } from './audit-event.schema.js';
import { auditSessionModel, toAuditSession, type AuditSessionDocument } from './audit-session.schema.js';
import { AuditWriter } from './audit-writer.js';
import { eventFilter } from './event-filter.js';
import { sessionFilter } from './session-filter.js';

export function createAuditStore(connection: Connection, lifetime: Lifetime): AuditStore {
  const events = auditEventModel(connection);
  const sessions = auditSessionModel(connection);
  const epochs = new AuditEpochs(auditEpochModel(connection), sessions);
  const writer = new AuditWriter(events, sessions, epochs);

  return {
    write: (written) => lifetime.run(() => writer.write(written)),

    events: (filter, request) =>
      lifetime.run(async () => {
        const below = request.after === undefined ? undefined : sortableCursor(request.after);
        const rows = itemsForPage(request);
        const found = await answer(() =>
          events.find(eventFilter(filter, below)).sort({ seq: -1 }).limit(rows).lean<AuditEventDocument[]>(),
        );
        return pageOf(found, request, { item: toEvent, cursor: ({ seq }) => seq });
      }),

    timeline: (sid, request) =>
      lifetime.run(async () => {
        const after = request.after === undefined ? 0 : orderCursor(request.after);
        const later = { stream: sessionStream(sid), order: { $gt: after } };
        const rows = itemsForPage(request);
        const found = await answer(() =>
          events.find(later).sort({ order: 1 }).limit(rows).lean<AuditEventDocument[]>(),
        );
        return pageOf(found, request, { item: toEvent, cursor: ({ order }) => String(order) });
      }),

    sessions: (filter, request) =>
      lifetime.run(async () => {
        const below = request.after === undefined ? undefined : sortableCursor(request.after);
        const rows = itemsForPage(request);
        const wanted = sessionFilter(filter, below);
        const found = await answer(() =>
          sessions.find(wanted).sort({ seq: -1 }).limit(rows).lean<AuditSessionDocument[]>(),
        );
        return pageOf(found, request, { item: toAuditSession, cursor: ({ seq }) => seq });
      }),

    countSessions: (filter) =>
      lifetime.run(async () => {
        return answer(() => sessions.countDocuments(sessionFilter(filter)));
      }),

    session: (sid) =>
      lifetime.run(async () => {
        const found = await answer(() => sessions.findById(sid).lean<AuditSessionDocument>());
        return found === null ? undefined : toAuditSession(found);
      }),

    counts: (request) => lifetime.run(() => countEvents(events, request)),
  };
}

function toEvent({ body }: AuditEventDocument): RecordedEvent {
  return parseStored<RecordedEvent>(body);
}

/** @throws InvalidCursorError */
function orderCursor(cursor: string): number {
  const order = Number(cursor);
  if (!/^\d{1,16}$/.test(cursor) || !Number.isSafeInteger(order)) throw new InvalidCursorError();
  return order;
}
