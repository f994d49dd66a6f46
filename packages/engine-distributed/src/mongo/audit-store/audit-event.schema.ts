import {
  eventOrder,
  userOf,
  type ActorType,
  type RecordedEvent,
  type SessionEventType,
  type SessionSummary,
} from '@atlasnode/session-events';
import { Schema, type Connection, type Model } from 'mongoose';
import { sortable } from '../page-cursor.js';

export interface AuditEventDocument {
  readonly _id: string;
  /** Time, then stream, version and index as one text: a page is one range of it. */
  readonly seq: string;
  readonly stream: string;
  readonly order: number;
  readonly type: SessionEventType;
  readonly actorType: ActorType;
  readonly userId?: string;
  readonly actorId?: string;
  readonly ip?: string;
  readonly endReason?: string;
  /** Hours since 1970. */
  readonly hour: number;
  readonly hash: string;
  /** The event as JSON text, kept to the letter: its hash is over just this. */
  readonly body: string;
}

const HOUR_MS = 60 * 60 * 1_000;

const schema = new Schema<AuditEventDocument>(
  {
    _id: { type: String, required: true },
    seq: { type: String, required: true },
    stream: { type: String, required: true },
    order: { type: Number, required: true },
    type: { type: String, required: true },
    actorType: { type: String, required: true },
    userId: String,
    actorId: String,
    ip: String,
    endReason: String,
    hour: { type: Number, required: true },
    hash: { type: String, required: true },
    body: { type: String, required: true },
  },
  { collection: 'audit_events', versionKey: false, autoIndex: false },
)
  // With the hour, so that events are counted by it from the index alone.
  .index({ seq: -1, hour: 1 }, { name: 'newest' })
  .index({ stream: 1, order: 1 }, { name: 'timeline' })
  .index({ stream: 1, seq: -1 }, { name: 'of-stream' })
  .index({ userId: 1, seq: -1 }, { name: 'of-user' })
  .index({ type: 1, seq: -1 }, { name: 'of-type' })
  .index({ actorType: 1, seq: -1 }, { name: 'by-actor-type' })
  .index({ actorId: 1, seq: -1 }, { name: 'by-actor' })
  .index({ ip: 1, seq: -1 }, { name: 'from-ip' })
  .index({ endReason: 1, seq: -1 }, { name: 'ended-by', partialFilterExpression: { endReason: { $exists: true } } });

export function auditEventModel(connection: Connection): Model<AuditEventDocument> {
  return connection.model<AuditEventDocument>('AuditEvent', schema);
}

export function toEventDocument(event: RecordedEvent): AuditEventDocument {
  const optional = {
    userId: userOf(event),
    actorId: event.actor.id,
    ip: addressOf(event),
    endReason: endReasonOf(event),
  };
  return {
    _id: event.id,
    seq: sortable(event.atMs, `${event.stream}@${pad(event.version, 10)}.${pad(event.index, 2)}`),
    stream: event.stream,
    order: eventOrder(event),
    type: event.type,
    actorType: event.actor.type,
    hour: Math.floor(event.atMs / HOUR_MS),
    hash: event.hash,
    body: JSON.stringify(event),
    ...onlyPresent(optional),
  };
}

export function hourText(hour: number): string {
  return new Date(hour * HOUR_MS).toISOString();
}

export function isOfSession(
  event: RecordedEvent,
): event is RecordedEvent & { readonly data: { readonly session: SessionSummary } } {
  return 'session' in event.data;
}

/** Of a detected reuse, the device that presented the token: the session's own stands in the event before. */
function addressOf(event: RecordedEvent): string | undefined {
  if (event.type === 'RefreshReuseDetected') return event.data.presentedBy.ip;
  return isOfSession(event) ? event.data.session.device.ip : undefined;
}

/** Of the events that end a session: each session is counted once, however many an epoch ended. */
function endReasonOf(event: RecordedEvent): string | undefined {
  if (event.type === 'SessionRevoked') return event.data.reason;
  return event.type === 'SessionExpired' ? event.data.cause : undefined;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

function onlyPresent(fields: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
