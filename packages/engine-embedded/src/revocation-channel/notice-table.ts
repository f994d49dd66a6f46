import type { RevocationNotice, RevocationRecord } from '@atlasnode/session-events';
import type { Connection, Statement } from '../sqlite/connection.js';
import { integer, text, type SqlRow } from '../sqlite/row.js';
import { parseStored } from '../sqlite/stored-json.js';

/** Where the channel stands. Stored with every record, heartbeats too, so that its time does not step back over a restart either. */
export interface ChannelClock {
  readonly position: number;
  readonly atMs: number;
}

/** At most this many old notices are dropped at a time. */
const PRUNED_AT_ONCE = 500;

/** The channel's rows: notices only. Positions count from 1; heartbeats take none. */
export class NoticeTable {
  readonly #clock: Statement;
  readonly #setClock: Statement;
  readonly #insert: Statement;
  readonly #since: Statement;
  readonly #first: Statement;
  readonly #before: Statement;
  readonly #prune: Statement;

  constructor(connection: Connection) {
    this.#clock = connection.prepare('SELECT position, at_ms FROM channel_clock');
    this.#setClock = connection.prepare('UPDATE channel_clock SET position = ?, at_ms = ?');
    this.#insert = connection.prepare('INSERT INTO notices (position, at_ms, body) VALUES (?, ?, ?)');
    this.#since = connection.prepare(
      'SELECT position, at_ms, body FROM notices WHERE position > ? ORDER BY position LIMIT ?',
    );
    this.#first = connection.prepare('SELECT coalesce(min(position), 0) FROM notices');
    this.#before = connection.prepare('SELECT position FROM notices WHERE at_ms >= ? ORDER BY at_ms, position LIMIT 1');
    this.#prune = connection.prepare(
      `DELETE FROM notices WHERE position IN (SELECT position FROM notices WHERE at_ms < ? ORDER BY at_ms LIMIT ${PRUNED_AT_ONCE})`,
    );
  }

  clock(): ChannelClock {
    const row = this.#clock.get([]) ?? [];
    return { position: integer(row, 0), atMs: integer(row, 1) };
  }

  /** To be run in a transaction: the channel's time is now, or what it was where the machine's clock stepped back. */
  tick(nowMs: number): ChannelClock {
    const clock = this.clock();
    const ticked = { position: clock.position, atMs: Math.max(nowMs, clock.atMs) };
    this.#setClock.run([ticked.position, ticked.atMs]);
    return ticked;
  }

  /** To be run in a transaction. */
  append(body: string, nowMs: number): ChannelClock {
    const clock = this.clock();
    const next = { position: clock.position + 1, atMs: Math.max(nowMs, clock.atMs) };
    this.#insert.run([next.position, next.atMs, body]);
    this.#setClock.run([next.position, next.atMs]);
    return next;
  }

  /** To be run in a transaction. */
  prune(beforeMs: number): void {
    this.#prune.run([beforeMs]);
  }

  since(position: number, limit: number): readonly RevocationRecord[] {
    return this.#since.all([position, limit]).map(asRecord);
  }

  /** Whether every notice after the position is still there. */
  holdsAllAfter(position: number): boolean {
    const end = this.clock().position;
    if (position === end) return true;
    const first = integer(this.#first.get([]) ?? [], 0);
    return first > 0 && position >= first - 1 && position < end;
  }

  /** The position before the first notice of this time or later. */
  positionBefore(fromMs: number): number {
    const row = this.#before.get([Math.floor(fromMs)]);
    return row === undefined ? this.clock().position : integer(row, 0) - 1;
  }
}

export function noticeRecord({ position, atMs }: ChannelClock, notice: RevocationNotice): RevocationRecord {
  return { position, previous: position - 1, atMs, notice };
}

function asRecord(row: SqlRow): RevocationRecord {
  return noticeRecord(
    { position: integer(row, 0), atMs: integer(row, 1) },
    parseStored<RevocationNotice>(text(row, 2)),
  );
}
