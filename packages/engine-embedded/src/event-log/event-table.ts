import type { LoggedEvent } from '@atlasnode/session-engine';
import type { RecordedEvent } from '@atlasnode/session-events';
import type { Connection, Statement } from '../sqlite/connection.js';
import { integer, text } from '../sqlite/row.js';
import { parseStored } from '../sqlite/stored-json.js';
import { RecentEvents } from './recent-events.js';

/** The log's rows. Positions count from 1 without a gap. */
export class EventTable {
  readonly #recent = new RecentEvents();
  #end: number;
  readonly #insert: Statement;
  readonly #read: Statement;
  readonly #positionOf: Statement;
  readonly #moveTo: Statement;

  constructor(connection: Connection) {
    this.#insert = connection.prepare('INSERT INTO event_log (body) VALUES (?)');
    this.#read = connection.prepare(
      'SELECT position, body FROM event_log WHERE position > ? ORDER BY position LIMIT ?',
    );
    this.#positionOf = connection.prepare('SELECT position FROM event_log_groups WHERE name = ?');
    this.#moveTo = connection.prepare(
      'INSERT INTO event_log_groups (name, position) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET position = excluded.position',
    );
    this.#end = integer(connection.prepare('SELECT coalesce(max(position), 0) FROM event_log').get([]) ?? [], 0);
  }

  /** Position of the last durable event. */
  get end(): number {
    return this.#end;
  }

  /** Events that have become durable, the last of them at this position. */
  extend(events: readonly RecordedEvent[], end: number): void {
    this.#recent.add(events, end);
    this.#end = end;
  }

  /** To be run in a transaction. @returns the position of the last one */
  insert(bodies: readonly string[]): number {
    let last = this.#end;
    for (const body of bodies) last = this.#insert.insert([body]) ?? last;
    return last;
  }

  read(after: number, limit: number): readonly LoggedEvent[] {
    return this.#recent.after(after, limit) ?? this.#readStored(after, limit);
  }

  committedPosition(group: string): number {
    const row = this.#positionOf.get([group]);
    return row === undefined ? 0 : integer(row, 0);
  }

  commitPosition(group: string, position: number): void {
    this.#moveTo.run([group, position]);
  }

  #readStored(after: number, limit: number): readonly LoggedEvent[] {
    return this.#read
      .all([after, limit])
      .map((row) => ({ position: String(integer(row, 0)), event: parseStored<RecordedEvent>(text(row, 1)) }));
  }
}
