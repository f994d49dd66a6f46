import { EngineError, type Job, type RunningJob, type Worker } from '@atlasnode/session-engine';
import type { EngineContext } from '../engine-context.js';
import { withoutNul } from '../sqlite/parameters.js';
import type { ClaimedJob, JobTable } from './job-table.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;
const FINISHED_KEPT_MS = 7 * 24 * 60 * 60 * 1_000;
const MAX_ERROR_LENGTH = 500;
const JOBS_PER_WRITE = 32;

interface WorkOptions {
  readonly concurrency: number;
  readonly maxAttempts: number;
}

type Handle = (job: RunningJob) => Promise<void>;

/**
 * One queue and its workers in this process. A job that runs is leased to the process that owns the file, for as long as it lives:
 * opening the file releases what an earlier process left. Pauses go by the machine's own time, not by the engine's clock, which a test may hold still.
 */
export class JobQueue {
  readonly #name: string;
  readonly #table: JobTable;
  readonly #context: EngineContext;
  readonly #workers = new Set<QueueWorker>();
  #alarm: NodeJS.Timeout | undefined;

  constructor(name: string, table: JobTable, context: EngineContext) {
    this.#name = name;
    this.#table = table;
    this.#context = context;
  }

  async enqueue(jobs: readonly Job[]): Promise<void> {
    const writes: Promise<void>[] = [];
    for (let from = 0; from < jobs.length; from += JOBS_PER_WRITE)
      writes.push(this.#enqueueSome(jobs.slice(from, from + JOBS_PER_WRITE)));
    await Promise.all(writes);
    this.wake();
  }

  work(options: WorkOptions, handle: Handle): Worker {
    const worker = new QueueWorker(options, handle, {
      claim: (limit) => this.#claim(limit),
      run: (job, run) => this.#run(job, options.maxAttempts, run),
      idle: () => this.#setAlarm(),
    });
    this.#workers.add(worker);
    worker.wake();
    return {
      close: async () => {
        this.#workers.delete(worker);
        if (this.#workers.size === 0) clearTimeout(this.#alarm);
        await worker.close();
      },
    };
  }

  wake(): void {
    for (const worker of this.#workers) worker.wake();
  }

  async close(): Promise<void> {
    clearTimeout(this.#alarm);
    await Promise.all([...this.#workers].map((worker) => worker.close()));
    this.#workers.clear();
  }

  async #enqueueSome(jobs: readonly Job[]): Promise<void> {
    await this.#context.writer.submit({
      rows: jobs.length,
      run: () => {
        const nowMs = this.#context.nowMs();
        for (const job of jobs) this.#table.enqueue(this.#name, job, nowMs);
        this.#table.forgetFinished(this.#name, nowMs - FINISHED_KEPT_MS);
      },
    });
  }

  #claim(limit: number): Promise<readonly ClaimedJob[]> {
    return this.#context.writer.submit({
      rows: limit,
      run: () => this.#table.claim(this.#name, limit, { dueMs: Date.now(), nowMs: this.#context.nowMs() }),
    });
  }

  async #run(job: ClaimedJob, maxAttempts: number, handle: Handle): Promise<void> {
    try {
      await handle({ ...job, report: (done, total) => this.#report(job.id, done, total) });
      await this.#write((nowMs) => this.#table.finish(this.#name, job.id, { state: 'done', nowMs }));
    } catch (error) {
      await this.#afterFailure(job, maxAttempts, error);
    }
  }

  async #afterFailure(job: ClaimedJob, maxAttempts: number, cause: unknown): Promise<void> {
    const error = withoutNul(cause instanceof Error ? cause.message : String(cause)).slice(0, MAX_ERROR_LENGTH);
    if (job.attempt >= maxAttempts) {
      await this.#write((nowMs) => this.#table.finish(this.#name, job.id, { state: 'failed', error, nowMs }));
      return;
    }
    const dueMs = Date.now() + Math.min(FIRST_PAUSE_MS * 2 ** (job.attempt - 1), LONGEST_PAUSE_MS);
    await this.#write((nowMs) => this.#table.retry(this.#name, job.id, { error, dueMs, nowMs }));
  }

  #report(id: string, done: number, total: number): Promise<void> {
    return this.#write((nowMs) => this.#table.report(this.#name, id, { done, total, nowMs }));
  }

  async #write(run: (nowMs: number) => void): Promise<void> {
    await this.#context.writer.submit({ rows: 1, run: () => run(this.#context.nowMs()) });
  }

  /** Wakes the workers when the next paused job is due. */
  #setAlarm(): void {
    clearTimeout(this.#alarm);
    const dueMs = this.#table.nextDueMs(this.#name);
    if (dueMs === undefined) return;
    const waitMs = Math.min(Math.max(dueMs - Date.now(), 1), LONGEST_PAUSE_MS);
    this.#alarm = setTimeout(() => this.wake(), waitMs);
  }
}

interface QueueAccess {
  claim(limit: number): Promise<readonly ClaimedJob[]>;
  run(job: ClaimedJob, handle: Handle): Promise<void>;
  idle(): void;
}

/** Keeps up to `concurrency` jobs running. */
class QueueWorker {
  readonly #options: WorkOptions;
  readonly #handle: Handle;
  readonly #queue: QueueAccess;
  readonly #running = new Set<Promise<void>>();
  #claiming: Promise<void> | undefined;
  #wokenMeanwhile = false;
  #closed = false;

  constructor(options: WorkOptions, handle: Handle, queue: QueueAccess) {
    this.#options = options;
    this.#handle = handle;
    this.#queue = queue;
  }

  wake(): void {
    if (this.#claiming !== undefined) {
      this.#wokenMeanwhile = true;
      return;
    }
    if (this.#closed || this.#running.size >= this.#options.concurrency) return;
    this.#claiming = this.#claim().finally(() => {
      this.#claiming = undefined;
      if (this.#wokenMeanwhile) this.#wakeAgain();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#claiming;
    await Promise.all(this.#running);
  }

  #wakeAgain(): void {
    this.#wokenMeanwhile = false;
    this.wake();
  }

  async #claim(): Promise<void> {
    const free = this.#options.concurrency - this.#running.size;
    try {
      const claimed = await this.#queue.claim(free);
      for (const job of claimed) this.#start(job);
      if (claimed.length < free) this.#queue.idle();
    } catch (error) {
      if (isClosed(error)) this.#closed = true;
      else this.#queue.idle();
    }
  }

  #start(job: ClaimedJob): void {
    const running = this.#queue.run(job, this.#handle).catch(() => {
      // Its end could not be written; the next opening of the file releases it.
    });
    this.#running.add(running);
    void running.then(() => {
      this.#running.delete(running);
      this.wake();
    });
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'CLOSED';
}
