import { eventOrder, userOf, type RecordedEvent, type SessionSummary } from '@atlasnode/session-events';
import { ownerKey } from '../directory/epochs.js';
import type { Connection, Statement } from '../sqlite/connection.js';
import { withoutNul, type SqlParameter } from '../sqlite/parameters.js';
import { text } from '../sqlite/row.js';
import { nextSequence, sequenceAt } from './sequence.js';
import { parseStored } from '../sqlite/stored-json.js';

/** What a batch of events comes to, ready to be bound. */
export interface PreparedWrite {
  readonly rows: number;
  readonly events: ReadonlyArray<{ readonly event: RecordedEvent; readonly parameters: readonly SqlParameter[] }>;
  readonly sessions: ReadonlyArray<readonly SqlParameter[]>;
  readonly epochs: ReadonlyArray<readonly SqlParameter[]>;
}

export class AuditWriter {
  readonly #event: Statement;
  readonly #storedBody: Statement;
  readonly #session: Statement;
  readonly #epoch: Statement;

  constructor(connection: Connection) {
    this.#event = connection.prepare(
      `INSERT INTO audit_events (seq, stream, ordinal, user_id, type, actor_type, actor_id, ip, end_reason, body)
       VALUES (${nextSequence('audit_events')}, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (stream, ordinal) DO NOTHING`,
    );
    this.#storedBody = connection.prepare('SELECT body FROM audit_events WHERE stream = ? AND ordinal = ?');
    this.#session = connection.prepare(
      `INSERT INTO audit_sessions (seq, sid, ordinal, user_id, status, due_at_ms, user_epoch, realm_epoch, search)
       VALUES (${nextSequence('audit_sessions')}, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (sid) DO UPDATE SET
         ordinal = excluded.ordinal, status = excluded.status, due_at_ms = excluded.due_at_ms, search = excluded.search
       WHERE excluded.ordinal > audit_sessions.ordinal`,
    );
    this.#epoch = connection.prepare(
      `INSERT INTO audit_epochs (owner, epoch, except_sid) VALUES (?, ?, ?)
       ON CONFLICT (owner) DO UPDATE SET epoch = excluded.epoch, except_sid = excluded.except_sid WHERE excluded.epoch > audit_epochs.epoch`,
    );
  }

  prepare(events: readonly RecordedEvent[]): PreparedWrite {
    const sessions = newestOfEachSession(events).map(sessionParameters);
    const epochs = events.flatMap(epochParameters);
    return {
      rows: events.length + sessions.length + epochs.length,
      events: events.map((event) => ({ event, parameters: eventParameters(event) })),
      sessions,
      epochs,
    };
  }

  /** To be run in a transaction. @returns the ids that are stored with another hash */
  write({ events, sessions, epochs }: PreparedWrite): readonly string[] {
    const repeats = events.filter(({ parameters }) => this.#event.run(parameters) === 0);
    for (const parameters of sessions) this.#session.run(parameters);
    for (const parameters of epochs) this.#epoch.run(parameters);
    return repeats.filter(({ event }) => this.#storedHash(event) !== event.hash).map(({ event }) => event.id);
  }

  #storedHash(event: RecordedEvent): string {
    const row = this.#storedBody.get([event.stream, eventOrder(event)]) ?? [];
    return parseStored<RecordedEvent>(text(row, 0)).hash;
  }
}

type OfSession = RecordedEvent & { readonly data: { readonly session: SessionSummary } };

function isOfSession(event: RecordedEvent): event is OfSession {
  return 'session' in event.data;
}

/** Of several events of a session only the latest says what it is now. */
function newestOfEachSession(events: readonly RecordedEvent[]): readonly OfSession[] {
  const newest = new Map<string, OfSession>();
  for (const event of events) {
    if (!isOfSession(event)) continue;
    const known = newest.get(event.stream);
    if (known === undefined || eventOrder(event) > eventOrder(known)) newest.set(event.stream, event);
  }
  return [...newest.values()];
}

function eventParameters(event: RecordedEvent): readonly SqlParameter[] {
  return [
    sequenceAt(event.atMs),
    event.stream,
    eventOrder(event),
    userOf(event) ?? null,
    event.type,
    event.actor.type,
    storable(event.actor.id),
    storable(addressOf(event)),
    endReasonOf(event) ?? null,
    JSON.stringify(event),
  ];
}

function sessionParameters(event: OfSession): readonly SqlParameter[] {
  const { session } = event.data;
  return [
    sequenceAt(session.createdAtMs),
    session.sid,
    eventOrder(event),
    session.userId,
    session.status,
    Math.min(session.idleDueAtMs, session.absoluteDueAtMs),
    session.userEpoch,
    session.realmEpoch,
    searchTextOf(session),
  ];
}

function epochParameters(event: RecordedEvent): readonly (readonly SqlParameter[])[] {
  switch (event.type) {
    case 'UserSessionsRevoked':
      return [[ownerKey({ type: 'user', userId: event.data.userId }), event.data.epoch, event.data.exceptSid ?? null]];
    case 'EverySessionRevoked':
      return [[ownerKey({ type: 'realm' }), event.data.epoch, event.data.exceptSid ?? null]];
    default:
      return [];
  }
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

function searchTextOf({ userId, device }: SessionSummary): string {
  const parts = [userId, device.label, device.ip, device.userAgent].filter((part) => part !== undefined);
  return withoutNul(parts.join('\n').toLowerCase());
}

/** What a device or a backend says of itself may hold anything. */
function storable(text: string | undefined): string | null {
  return text === undefined ? null : withoutNul(text);
}
