import { answer, nextTurn } from '../engine-context.js';
import { decodeIntegerCursor } from '../page-cursor.js';
import type { SqlParameter } from '../sqlite/parameters.js';
import { integer, text, type SqlRow } from '../sqlite/row.js';

/** A condition without values of its own in the text. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlParameter[];
}

/** Rows of one table between two sequences, newest first: found by one index, then narrowed by what that index does not know. */
export interface SequenceRange {
  /** Table and index, e.g. `audit_events INDEXED BY audit_events_by_user`. */
  readonly source: string;
  /** What the index answers. */
  readonly indexed: readonly Condition[];
  readonly narrowed: readonly Condition[];
  readonly from: bigint;
  /** Inclusive. */
  readonly to: bigint;
}

export interface RangeReader {
  all(sql: string, parameters: readonly SqlParameter[]): readonly SqlRow[];
}

export const FIRST_SEQUENCE = 0n;
export const LAST_SEQUENCE = (1n << 63n) - 1n;

/** So many rows are looked at in one turn of the event loop: about a millisecond. */
const ROWS_PER_TURN = 1_000;

interface Wanted {
  readonly columns: string;
  readonly rows: number;
  readonly after: string | undefined;
}

/** Rows of the range, newest first, their sequence as text before the wanted columns. */
export async function walkRange(
  reader: RangeReader,
  range: SequenceRange,
  { columns, rows, after }: Wanted,
): Promise<readonly SqlRow[]> {
  const found: SqlRow[] = [];
  const end = after === undefined ? range.to : smaller(range.to, decodeIntegerCursor(after) - 1n);
  for await (const window of windows(reader, { ...range, to: end })) {
    const where = matching(window);
    const sql = `SELECT CAST(seq AS TEXT), ${columns} FROM ${range.source} WHERE ${where.sql} ORDER BY seq DESC LIMIT ?`;
    found.push(...(await answer(() => reader.all(sql, [...where.values, rows - found.length]))));
    if (found.length >= rows) break;
  }
  return found;
}

export async function countRange(reader: RangeReader, range: SequenceRange): Promise<number> {
  let count = 0;
  for await (const window of windows(reader, range, 'exact')) {
    const where = matching(window);
    const rows = await answer(() =>
      reader.all(`SELECT count(*) FROM ${range.source} WHERE ${where.sql}`, where.values),
    );
    count += integer(rows[0] ?? [], 0);
  }
  return count;
}

/** The range in pieces of which none is long, with a turn for everyone else between them. Where nothing is narrowed and a page is wanted, the limit bounds it already. */
async function* windows(
  reader: RangeReader,
  range: SequenceRange,
  use: 'page' | 'exact' = 'page',
): AsyncGenerator<SequenceRange> {
  if (range.narrowed.length === 0 && use === 'page') {
    yield range;
    return;
  }
  for (let to = range.to; ; await nextTurn()) {
    const low = await answer(() => lowestOf(reader, { ...range, to }));
    if (low === undefined) return;
    yield { ...range, from: low.sequence, to };
    if (low.isLast) return;
    to = low.sequence - 1n;
  }
}

function lowestOf(
  reader: RangeReader,
  range: SequenceRange,
): { readonly sequence: bigint; readonly isLast: boolean } | undefined {
  const where = joined([...range.indexed, between(range)]);
  const window = `SELECT seq FROM ${range.source} WHERE ${where.sql} ORDER BY seq DESC LIMIT ${ROWS_PER_TURN}`;
  const [row = []] = reader.all(`SELECT CAST(min(seq) AS TEXT), count(*) FROM (${window})`, where.values);
  const rows = integer(row, 1);
  return rows === 0 ? undefined : { sequence: BigInt(text(row, 0)), isLast: rows < ROWS_PER_TURN };
}

function matching(range: SequenceRange): Condition {
  return joined([...range.indexed, between(range), ...range.narrowed]);
}

function between({ from, to }: SequenceRange): Condition {
  return { sql: 'seq >= ? AND seq <= ?', values: [from, to] };
}

function joined(conditions: readonly Condition[]): Condition {
  return {
    sql: conditions.map(({ sql }) => sql).join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  };
}

function smaller(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}
