import type { AuditStore } from '@atlasnode/session-engine';
import { sessionStream, type RecordedEvent } from '@atlasnode/session-events';
import { answer, type EngineContext } from '../engine-context.js';
import { decodeIntegerCursor, pageOf, rowsForPage } from '../page-cursor.js';
import { integer, text } from '../sqlite/row.js';
import { AuditCounter } from './audit-counts.js';
import { eventRange } from './event-range.js';
import { AuditWriter } from './audit-writer.js';
import { countRange, walkRange, type RangeReader } from './range-walk.js';
import { asAuditSession, LATEST_EVENT, sessionRange } from './session-range.js';
import { StatementCache } from './statement-cache.js';
import { parseStored } from '../sqlite/stored-json.js';

/** One event is some three rows: itself, its session, its place in six indexes. */
const EVENTS_PER_WRITE = 16;

export function createAuditStore({ connection, writer }: EngineContext): AuditStore {
  const auditWriter = new AuditWriter(connection);
  const counter = new AuditCounter(connection);
  const statements: RangeReader = new StatementCache(connection);
  const session = connection.prepare(`SELECT ${LATEST_EVENT} FROM audit_sessions WHERE sid = ?`);
  const timeline = connection.prepare(
    'SELECT ordinal, body FROM audit_events WHERE stream = ? AND ordinal > ? ORDER BY ordinal LIMIT ?',
  );

  return {
    write: async (events) => {
      const parts: Promise<readonly string[]>[] = [];
      for (let from = 0; from < events.length; from += EVENTS_PER_WRITE) {
        const part = auditWriter.prepare(events.slice(from, from + EVENTS_PER_WRITE));
        parts.push(writer.submit({ rows: part.rows, run: () => auditWriter.write(part) }));
      }
      return { conflicts: (await Promise.all(parts)).flat() };
    },

    events: async (filter, request) => {
      const found = await walkRange(statements, eventRange(filter), {
        columns: 'body',
        rows: rowsForPage(request),
        after: request.after,
      });
      const page = pageOf(found, request, (last) => text(last, 0));
      return { ...page, items: page.items.map((row) => parseStored<RecordedEvent>(text(row, 1))) };
    },

    timeline: (sid, request) =>
      answer(() => {
        const after = request.after === undefined ? 0n : decodeIntegerCursor(request.after);
        const rows = timeline.all([sessionStream(sid), after, rowsForPage(request)]);
        const page = pageOf(rows, request, (last) => String(integer(last, 0)));
        return { ...page, items: page.items.map((row) => parseStored<RecordedEvent>(text(row, 1))) };
      }),

    sessions: async (filter, request) => {
      const found = await walkRange(statements, sessionRange(filter), {
        columns: LATEST_EVENT,
        rows: rowsForPage(request),
        after: request.after,
      });
      const page = pageOf(found, request, (last) => text(last, 0));
      return { ...page, items: page.items.map((row) => asAuditSession(row.slice(1))) };
    },

    countSessions: (filter) => countRange(statements, sessionRange(filter)),

    session: (sid) =>
      answer(() => {
        const row = session.get([sid]);
        return row && asAuditSession(row);
      }),

    counts: (request) => counter.count(request),
  };
}
