import type { AuditCount, AuditCountRequest } from '@atlasnode/session-engine';
import { endReason, SESSION_EVENT_TYPES } from '@atlasnode/session-events';
import { answer, nextTurn } from '../engine-context.js';
import type { Connection, Statement } from '../sqlite/connection.js';
import { integer } from '../sqlite/row.js';
import { SEQUENCES_PER_MS, sequenceAt } from './sequence.js';

const HOUR_MS = 60 * 60 * 1_000;
const SEQUENCES_PER_HOUR = SEQUENCES_PER_MS * BigInt(HOUR_MS);

/** Counts from the indexes alone, whose entries are a few bytes: no event is read. */
export class AuditCounter {
  readonly #byType: Statement;
  readonly #byReason: Statement;
  readonly #byHour: Statement;

  constructor(connection: Connection) {
    this.#byType = connection.prepare('SELECT count(*) FROM audit_events WHERE type = ? AND seq >= ? AND seq < ?');
    this.#byReason = connection.prepare(
      'SELECT count(*) FROM audit_events WHERE end_reason = ? AND seq >= ? AND seq < ?',
    );
    this.#byHour = connection.prepare(
      `SELECT seq / ${SEQUENCES_PER_HOUR}, count(*) FROM audit_events INDEXED BY audit_events_by_type
       WHERE type = ? AND seq >= ? AND seq < ? GROUP BY 1`,
    );
  }

  async count({ by, fromMs, toMs }: AuditCountRequest): Promise<readonly AuditCount[]> {
    const range = [sequenceAt(fromMs), sequenceAt(toMs)] as const;
    switch (by) {
      case 'type':
        return this.#perKey(this.#byType, SESSION_EVENT_TYPES, range);
      case 'reason':
        return this.#perKey(this.#byReason, endReason.options, range);
      case 'hour':
        return this.#perHour(range);
    }
  }

  async #perKey(
    statement: Statement,
    keys: readonly string[],
    range: readonly [bigint, bigint],
  ): Promise<readonly AuditCount[]> {
    const counts: AuditCount[] = [];
    for (const key of keys) {
      const count = await answer(() => integer(statement.get([key, ...range]) ?? [], 0));
      if (count > 0) counts.push({ key, count });
      await nextTurn();
    }
    return counts.toSorted((left, right) => (left.key < right.key ? -1 : 1));
  }

  async #perHour(range: readonly [bigint, bigint]): Promise<readonly AuditCount[]> {
    const hours = new Map<number, number>();
    for (const type of SESSION_EVENT_TYPES) {
      for (const row of await answer(() => this.#byHour.all([type, ...range]))) {
        const hour = integer(row, 0);
        hours.set(hour, (hours.get(hour) ?? 0) + integer(row, 1));
      }
      await nextTurn();
    }
    return [...hours]
      .toSorted(([left], [right]) => left - right)
      .map(([hour, count]) => ({ key: new Date(hour * HOUR_MS).toISOString(), count }));
  }
}
