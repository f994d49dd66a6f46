import type { AuditSession } from '@atlasnode/session-engine';
import { eventOrder, type RecordedEvent, type SessionSummary } from '@atlasnode/session-events';
import { Schema, type Connection, type Model } from 'mongoose';
import { sortable } from '../page-cursor.js';
import { parseStored } from '../stored-json.js';
import { isOfSession } from './audit-event.schema.js';
import { searchTextOf } from './search-text.js';

export interface AuditSessionDocument {
  readonly _id: string;
  /** Of the event it was taken from: the latest stays. */
  readonly order: number;
  readonly version: number;
  readonly userId: string;
  readonly status: SessionSummary['status'];
  readonly dueAtMs: number;
  readonly userEpoch: number;
  readonly realmEpoch: number;
  /** (createdAtMs, sid) as one text. */
  readonly seq: string;
  readonly search: string;
  /** The session as JSON text, kept to the letter. */
  readonly body: string;
  /** Active, and no epoch has overtaken it: what is due aside, it is live. */
  readonly isLive?: true;
}

const schema = new Schema<AuditSessionDocument>(
  {
    _id: { type: String, required: true },
    order: { type: Number, required: true },
    version: { type: Number, required: true },
    userId: { type: String, required: true },
    status: { type: String, required: true },
    dueAtMs: { type: Number, required: true },
    userEpoch: { type: Number, required: true },
    realmEpoch: { type: Number, required: true },
    seq: { type: String, required: true },
    search: { type: String, required: true },
    body: { type: String, required: true },
    isLive: Boolean,
  },
  { collection: 'audit_sessions', versionKey: false, autoIndex: false },
)
  .index({ seq: -1 }, { name: 'latest-started' })
  // With the due time, so that the live ones are counted from the index alone.
  .index({ isLive: 1, seq: -1, dueAtMs: 1 }, { name: 'live', partialFilterExpression: { isLive: true } })
  .index({ userId: 1, seq: -1 }, { name: 'of-user' });

export function auditSessionModel(connection: Connection): Model<AuditSessionDocument> {
  return connection.model<AuditSessionDocument>('AuditSession', schema);
}

export type OfSession = RecordedEvent & { readonly data: { readonly session: SessionSummary } };

/** Of several events of a session only the latest says what it is now. */
export function newestOfEachSession(events: readonly RecordedEvent[]): readonly OfSession[] {
  const newest = new Map<string, OfSession>();
  for (const event of events) {
    if (!isOfSession(event)) continue;
    const known = newest.get(event.stream);
    if (known === undefined || eventOrder(event) > eventOrder(known)) newest.set(event.stream, event);
  }
  return [...newest.values()];
}

export function toSessionFields(event: OfSession): Omit<AuditSessionDocument, '_id' | 'isLive'> {
  const { session } = event.data;
  return {
    order: eventOrder(event),
    version: event.version,
    userId: session.userId,
    status: session.status,
    dueAtMs: Math.min(session.idleDueAtMs, session.absoluteDueAtMs),
    userEpoch: session.userEpoch,
    realmEpoch: session.realmEpoch,
    seq: sortable(session.createdAtMs, session.sid),
    search: searchTextOf(session),
    body: JSON.stringify(session),
  };
}

export function toAuditSession({ body, version }: AuditSessionDocument): AuditSession {
  return { session: parseStored<SessionSummary>(body), version };
}
