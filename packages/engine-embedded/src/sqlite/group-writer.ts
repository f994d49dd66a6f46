import { EngineError, isEngineError } from '@atlasnode/session-engine';
import type { Connection } from './connection.js';

/** A batch of 512 holds the event loop for 24–36 ms, one of 64 for 1.7 ms. */
const MAX_ROWS_PER_TRANSACTION = 64;

/** Something to be written: stands or falls alone, although it shares its transaction with others. */
export interface Write<Result> {
  /** How many rows it writes, roughly. */
  readonly rows: number;
  /** Runs the statements, synchronously; may run twice, so it changes nothing outside the database. Whoever throws an EngineError must not have written before. */
  run(): Result;
  /** Called once the transaction is durable, in the order of writes, before any of them resolves. Must not throw. */
  committed?(result: Result): void;
  /** Called where it failed, before any later write runs; where it refused itself, only after its group. Must not throw. */
  failed?(error: Error): void;
}

interface QueuedWrite {
  readonly rows: number;
  run(): void;
  resolve(): void;
  reject(error: Error): void;
  committed(): void;
}

/** Collects the writes of one turn of the event loop and commits them together: one sync of the disk for all. First in, first out. */
export class GroupWriter {
  readonly #connection: Connection;
  readonly #onFailure: (error: unknown) => void;
  #queue: QueuedWrite[] = [];
  #scheduled: Promise<void> | undefined;
  #closed = false;

  constructor(connection: Connection, onFailure: (error: unknown) => void) {
    this.#connection = connection;
    this.#onFailure = onFailure;
  }

  submit<Result>(write: Write<Result>): Promise<Result> {
    if (this.#closed) return Promise.reject(new EngineError('CLOSED', 'the engine is closed'));
    return new Promise<Result>((resolve, reject) => {
      let result: { readonly value: Result } | undefined;
      const outcome = (): Result => {
        if (result === undefined) throw new TypeError('the write has not run');
        return result.value;
      };
      this.#queue.push({
        rows: write.rows,
        run: () => void (result = { value: write.run() }),
        committed: () => write.committed?.(outcome()),
        resolve: () => resolve(outcome()),
        reject: (error) => {
          write.failed?.(error);
          reject(error);
        },
      });
      this.#schedule();
    });
  }

  /** Resolves once everything submitted before the call is written or refused. */
  async drain(): Promise<void> {
    while (this.#scheduled !== undefined) await this.#scheduled;
  }

  /** Takes nothing new and writes what was taken. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.drain();
  }

  #schedule(): void {
    this.#scheduled ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#scheduled = undefined;
        this.#writeGroup(this.#takeGroup());
        if (this.#queue.length > 0) this.#schedule();
        resolve();
      });
    });
  }

  #takeGroup(): readonly QueuedWrite[] {
    let rows = 0;
    let count = 0;
    for (const write of this.#queue) {
      rows += write.rows;
      if (count > 0 && rows > MAX_ROWS_PER_TRANSACTION) break;
      count += 1;
    }
    const group = this.#queue.slice(0, count);
    this.#queue = this.#queue.slice(count);
    return group;
  }

  #writeGroup(group: readonly QueuedWrite[]): void {
    let refused: ReadonlyMap<QueuedWrite, EngineError>;
    try {
      refused = this.#connection.transaction(() => runAll(group));
    } catch (error) {
      this.#afterFailure(group, error);
      return;
    }
    const written = group.filter((write) => !refused.has(write));
    for (const write of written) write.committed();
    for (const write of written) write.resolve();
    for (const [write, error] of refused) write.reject(error);
  }

  /** One write failed and took the whole group back with it: each is tried again in a transaction of its own. */
  #afterFailure(group: readonly QueuedWrite[], error: unknown): void {
    const [only] = group;
    if (only === undefined) return;
    if (group.length > 1) {
      for (const write of group) this.#writeGroup([write]);
      return;
    }
    if (!(error instanceof TypeError)) this.#onFailure(error);
    only.reject(asEngineError(error));
  }
}

/** @returns the writes that refused themselves; they are told only when the others are durable. */
function runAll(group: readonly QueuedWrite[]): ReadonlyMap<QueuedWrite, EngineError> {
  const refused = new Map<QueuedWrite, EngineError>();
  for (const write of group) {
    try {
      write.run();
    } catch (error) {
      if (!isEngineError(error)) throw error;
      refused.set(write, error);
    }
  }
  return refused;
}

function asEngineError(error: unknown): Error {
  if (error instanceof TypeError || isEngineError(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new EngineError('OUTCOME_UNKNOWN', `the write to the database file failed: ${reason}`, { cause: error });
}
