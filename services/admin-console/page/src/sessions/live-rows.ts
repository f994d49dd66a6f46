import type { EndReason, RecordedEvent, SessionSummary } from '@atlasnode/session-events';
import type { AuditSession } from '../api/contract.js';

/** A page of sessions that was live when it was loaded, and which of them have ended since. */
export interface LiveRows {
  readonly items: readonly AuditSession[];
  /** Ended is final, so what an event said outlives a page that was projected before it. */
  readonly ended: ReadonlyMap<string, EndReason>;
}

export const NO_ROWS: LiveRows = { items: [], ended: new Map() };

const MOST_REMEMBERED = 1_000;

export function afterLoad(rows: LiveRows, items: readonly AuditSession[]): LiveRows {
  return { items, ended: new Map([...rows.ended].slice(-MOST_REMEMBERED)) };
}

export function afterEvent(rows: LiveRows, event: RecordedEvent): LiveRows {
  switch (event.type) {
    case 'UserSessionsRevoked':
    case 'EverySessionRevoked':
      return afterEpoch(rows, event);
    default:
      return afterSummary(rows, event.data.session, event.version);
  }
}

function afterEpoch(
  rows: LiveRows,
  event: Extract<RecordedEvent, { type: 'UserSessionsRevoked' | 'EverySessionRevoked' }>,
): LiveRows {
  const { reason, exceptSid } = event.data;
  const userId = event.type === 'UserSessionsRevoked' ? event.data.userId : undefined;
  const hit = rows.items.filter(
    (item) =>
      (userId === undefined || item.userId === userId) && item.sid !== exceptSid && item.createdAtMs <= event.atMs,
  );
  return { ...rows, ended: new Map([...rows.ended, ...hit.map((item) => [item.sid, reason] as const)]) };
}

function afterSummary(rows: LiveRows, session: SessionSummary, version: number): LiveRows {
  const items = rows.items.map((item) =>
    item.sid === session.sid && item.version < version ? updated(item, session, version) : item,
  );
  if (session.status === 'active' || !items.some((item) => item.sid === session.sid)) return { ...rows, items };
  return { items, ended: new Map([...rows.ended, [session.sid, session.endReason ?? 'ended-by-admin']]) };
}

function updated(item: AuditSession, session: SessionSummary, version: number): AuditSession {
  const { rotatedAtMs, lastActiveAtMs, idleDueAtMs, roles } = session;
  return { ...item, version, rotatedAtMs, lastActiveAtMs, idleDueAtMs, roles };
}
