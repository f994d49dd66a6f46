import type { Job, JobProgress, RunningJob } from '@atlasnode/session-engine';
import type { Connection, Statement } from '../sqlite/connection.js';
import { integer, optionalText, text, type SqlRow } from '../sqlite/row.js';
import { parseStored } from '../sqlite/stored-json.js';

export type ClaimedJob = Omit<RunningJob, 'report'>;

const PROGRESS = 'id, state, done, total, attempts, last_error, updated_at_ms';
const NEXT_CHANGE = '(SELECT coalesce(max(changed), 0) + 1 FROM jobs WHERE queue = ?)';

/** The jobs' rows. Every method that writes is to be run in a transaction. */
export class JobTable {
  readonly #enqueue: Statement;
  readonly #waiting: Statement;
  readonly #claim: Statement;
  readonly #report: Statement;
  readonly #finish: Statement;
  readonly #retry: Statement;
  readonly #nextRunAt: Statement;
  readonly #progress: Statement;
  readonly #recent: Statement;
  readonly #forget: Statement;

  constructor(connection: Connection) {
    this.#enqueue = connection.prepare(
      `INSERT INTO jobs (queue, id, state, attempts, done, total, last_error, run_at_ms, changed, updated_at_ms, payload)
       VALUES (?, ?, 'waiting', 0, 0, 0, NULL, 0, ${NEXT_CHANGE}, ?, ?)
       ON CONFLICT (queue, id) DO UPDATE SET state = 'waiting', attempts = 0, done = 0, total = 0, last_error = NULL, run_at_ms = 0,
         changed = excluded.changed, updated_at_ms = excluded.updated_at_ms, payload = excluded.payload
       WHERE jobs.state IN ('done', 'failed')`,
    );
    this.#waiting = connection.prepare(
      "SELECT id, payload, attempts FROM jobs WHERE state = 'waiting' AND queue = ? AND run_at_ms <= ? ORDER BY run_at_ms, seq LIMIT ?",
    );
    this.#claim = connection.prepare(
      `UPDATE jobs SET state = 'running', attempts = attempts + 1, changed = ${NEXT_CHANGE}, updated_at_ms = ? WHERE queue = ? AND id = ?`,
    );
    this.#report = connection.prepare(
      `UPDATE jobs SET done = ?, total = ?, changed = ${NEXT_CHANGE}, updated_at_ms = ? WHERE queue = ? AND id = ? AND state = 'running'`,
    );
    this.#finish = connection.prepare(
      `UPDATE jobs SET state = ?, last_error = ?, changed = ${NEXT_CHANGE}, updated_at_ms = ? WHERE queue = ? AND id = ?`,
    );
    this.#retry = connection.prepare(
      `UPDATE jobs SET state = 'waiting', last_error = ?, run_at_ms = ?, changed = ${NEXT_CHANGE}, updated_at_ms = ? WHERE queue = ? AND id = ?`,
    );
    this.#nextRunAt = connection.prepare("SELECT min(run_at_ms) FROM jobs WHERE state = 'waiting' AND queue = ?");
    this.#progress = connection.prepare(`SELECT ${PROGRESS} FROM jobs WHERE queue = ? AND id = ?`);
    this.#recent = connection.prepare(`SELECT ${PROGRESS} FROM jobs WHERE queue = ? ORDER BY changed DESC LIMIT ?`);
    this.#forget = connection.prepare(
      "DELETE FROM jobs WHERE queue = ? AND state IN ('done', 'failed') AND updated_at_ms < ?",
    );
  }

  /** One process owns the file: whoever ran these is gone, and with it its lease. */
  static releaseAll(connection: Connection): void {
    connection.execute("UPDATE jobs SET state = 'waiting', run_at_ms = 0 WHERE state = 'running'");
  }

  enqueue(queue: string, job: Job, nowMs: number): void {
    this.#enqueue.run([queue, job.id, queue, nowMs, JSON.stringify(job.payload ?? null)]);
  }

  claim(queue: string, limit: number, at: { readonly dueMs: number; readonly nowMs: number }): readonly ClaimedJob[] {
    return this.#waiting.all([queue, at.dueMs, limit]).map((row) => {
      const id = text(row, 0);
      this.#claim.run([queue, at.nowMs, queue, id]);
      return { id, payload: parseStored<unknown>(text(row, 1)), attempt: integer(row, 2) + 1 };
    });
  }

  report(
    queue: string,
    id: string,
    progress: { readonly done: number; readonly total: number; readonly nowMs: number },
  ): void {
    this.#report.run([progress.done, progress.total, queue, progress.nowMs, queue, id]);
  }

  finish(
    queue: string,
    id: string,
    end: { readonly state: 'done' | 'failed'; readonly error?: string; readonly nowMs: number },
  ): void {
    this.#finish.run([end.state, end.error ?? null, queue, end.nowMs, queue, id]);
  }

  retry(
    queue: string,
    id: string,
    again: { readonly error: string; readonly dueMs: number; readonly nowMs: number },
  ): void {
    this.#retry.run([again.error, again.dueMs, queue, again.nowMs, queue, id]);
  }

  forgetFinished(queue: string, beforeMs: number): void {
    this.#forget.run([queue, beforeMs]);
  }

  /** When the next waiting job is due; undefined where none waits. */
  nextDueMs(queue: string): number | undefined {
    const row = this.#nextRunAt.get([queue]) ?? [null];
    return row[0] === null ? undefined : integer(row, 0);
  }

  progress(queue: string, id: string): JobProgress | undefined {
    const row = this.#progress.get([queue, id]);
    return row && asProgress(row);
  }

  recent(queue: string, limit: number): readonly JobProgress[] {
    return this.#recent.all([queue, limit]).map(asProgress);
  }
}

function asProgress(row: SqlRow): JobProgress {
  const lastError = optionalText(row, 5);
  return {
    id: text(row, 0),
    state: asState(text(row, 1)),
    done: integer(row, 2),
    total: integer(row, 3),
    attempts: integer(row, 4),
    ...(lastError === undefined ? {} : { lastError }),
    updatedAtMs: integer(row, 6),
  };
}

function asState(state: string): JobProgress['state'] {
  if (state === 'waiting' || state === 'running' || state === 'done' || state === 'failed') return state;
  throw new TypeError(`no state of a job: ${state}`);
}
