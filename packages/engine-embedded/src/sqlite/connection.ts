import Database from 'libsql';
import { EngineError } from '@atlasnode/session-engine';
import { checkedParameters, countPlaceholders, type SqlParameter } from './parameters.js';
import type { SqlRow } from './row.js';

/** How long SQLite waits for a reader of the file outside this process, blocking the event loop. */
const BUSY_TIMEOUT_MS = 1_000;

/** The one place that touches libsql, whose traps it closes; see `connection.unit.spec.ts` for each. Everything in it is synchronous. */
export class Connection {
  readonly #database: InstanceType<typeof Database>;
  #open = true;

  constructor(path: string) {
    this.#database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  }

  get isOpen(): boolean {
    return this.#open;
  }

  get inTransaction(): boolean {
    return this.#open && this.#database.inTransaction;
  }

  prepare(sql: string): Statement {
    this.assertOpen();
    return new Statement(this.#database.prepare(sql), countPlaceholders(sql), () => this.assertOpen());
  }

  /** Runs a script without parameters. */
  execute(script: string): void {
    this.assertOpen();
    this.#database.exec(script);
  }

  /** The value a pragma answers, undefined where it answers none. */
  pragma(source: string): unknown {
    const statement = this.prepare(`PRAGMA ${source}`);
    if (statement.returnsRows) return statement.all([])[0]?.[0];
    statement.run([]);
    return undefined;
  }

  /** All or nothing. @throws TypeError, and nothing is written, where the body is asynchronous: it would commit at its first `await`. */
  transaction<Result>(body: () => Result): Result {
    this.execute('BEGIN IMMEDIATE');
    try {
      const result = body();
      if (isThenable(result)) throw new TypeError('a transaction is synchronous: its body answered a promise');
      this.execute('COMMIT');
      return result;
    } catch (error) {
      // Some failures (a full disk) have rolled back already.
      if (this.inTransaction) this.execute('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#database.close();
  }

  /** @throws EngineError `CLOSED` */
  assertOpen(): void {
    if (!this.#open) throw new EngineError('CLOSED', 'the engine is closed');
  }
}

type NativeStatement = ReturnType<InstanceType<typeof Database>['prepare']>;

/** A prepared statement; prepare once, it costs 50 µs. */
export class Statement {
  readonly returnsRows: boolean;
  readonly #native: NativeStatement;
  readonly #placeholders: number;
  readonly #assertOpen: () => void;

  constructor(native: NativeStatement, placeholders: number, assertOpen: () => void) {
    this.returnsRows = native.reader;
    // Raw rows: as objects they would carry a `_metadata` of the binding's own.
    if (native.reader) native.raw(true);
    this.#native = native;
    this.#placeholders = placeholders;
    this.#assertOpen = assertOpen;
  }

  /** @returns how many rows were changed. */
  run(parameters: readonly SqlParameter[]): number {
    this.#assertOpen();
    return this.#native.run(checkedParameters(parameters, this.#placeholders)).changes;
  }

  /** Inserts one row. @returns its rowid; undefined where `ON CONFLICT DO NOTHING` kept it out */
  insert(parameters: readonly SqlParameter[]): number | undefined {
    this.#assertOpen();
    const { changes, lastInsertRowid } = this.#native.run(checkedParameters(parameters, this.#placeholders));
    return changes === 0 ? undefined : Number(lastInsertRowid);
  }

  /** The first row. Not for a statement that writes (`RETURNING`): one is only finished when all its rows are read. */
  get(parameters: readonly SqlParameter[]): SqlRow | undefined {
    this.#assertOpen();
    return asRow(this.#native.get(checkedParameters(parameters, this.#placeholders)));
  }

  all(parameters: readonly SqlParameter[]): readonly SqlRow[] {
    this.#assertOpen();
    return this.#native.all(checkedParameters(parameters, this.#placeholders)).map(asPresentRow);
  }
}

function asRow(value: unknown): SqlRow | undefined {
  return value === undefined ? undefined : asPresentRow(value);
}

function asPresentRow(value: unknown): SqlRow {
  if (!Array.isArray(value)) throw new TypeError('the statement answers no rows');
  return value;
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
