import type { Job, JobProgress, JobScheduler, RunningJob, Worker as Working } from '@atlasnode/session-engine';
import { Queue, UnrecoverableError, Worker, type Job as QueuedJob, type JobState } from 'bullmq';
import { asError } from '../fault.js';
import { toProgress, type StoredPayload, type StoredProgress } from './job-progress.js';
import { idOfJobKey, jobKey, queueName } from './queue-names.js';
import { WORKER_LEASE, type SchedulerContext } from './scheduler-context.js';

/** The worker's own number decides; this one only must not be lower. */
const ANY_NUMBER_OF_ATTEMPTS = 1_000_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;
const FINISHED_KEPT = { age: 24 * 60 * 60, count: 1_000 };
const JOBS_PER_CALL = 500;

type Options = Parameters<JobScheduler['work']>[1];

/** Jobs of one name: their truth is in Redis, and may be lost there. */
export class JobQueue {
  readonly #context: SchedulerContext;
  readonly #name: string;
  readonly #queue: Queue<StoredPayload>;
  readonly #workers = new Set<Worker<StoredPayload>>();

  constructor(context: SchedulerContext, name: string) {
    this.#context = context;
    this.#name = queueName('jobs', name);
    this.#queue = new Queue<StoredPayload>(this.#name, this.#common());
    this.#queue.on('error', (error) => this.#report(error));
  }

  async enqueue(jobs: readonly Job[]): Promise<void> {
    for (let from = 0; from < jobs.length; from += JOBS_PER_CALL)
      await this.#enqueueSome(jobs.slice(from, from + JOBS_PER_CALL));
  }

  work({ concurrency, maxAttempts }: Options, handle: (job: RunningJob) => Promise<void>): Working {
    const worker = new Worker<StoredPayload>(this.#name, (job) => run(job, maxAttempts, handle), {
      ...this.#common(),
      ...WORKER_LEASE,
      concurrency,
      settings: { backoffStrategy: (attemptsMade) => pauseAfter(attemptsMade) },
    });
    worker.on('error', (error) => this.#report(error));
    this.#workers.add(worker);
    return {
      close: async () => {
        this.#workers.delete(worker);
        await worker.close();
      },
    };
  }

  async progress(id: string): Promise<JobProgress | undefined> {
    const job = await this.#queue.getJob(jobKey(id));
    if (job === undefined) return undefined;
    return toProgress(job, await this.#queue.getJobState(jobKey(id)));
  }

  async recent(limit: number): Promise<readonly JobProgress[]> {
    const states: JobState[] = ['active', 'waiting', 'delayed', 'prioritized', 'completed', 'failed'];
    const ofStates = await Promise.all(
      states.map(async (state) => {
        const jobs = await this.#queue.getJobs([state], 0, limit - 1);
        return jobs.flatMap((job) => toProgress(job, state) ?? []);
      }),
    );
    // One that moved on between two of the questions is there twice: what was seen last counts.
    const byId = new Map(ofStates.flat().map((progress) => [progress.id, progress]));
    return [...byId.values()].toSorted((left, right) => right.updatedAtMs - left.updatedAtMs).slice(0, limit);
  }

  async close(force = false): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.close(force)));
    await this.#queue.close();
  }

  async #enqueueSome(jobs: readonly Job[]): Promise<void> {
    // A finished job keeps its id taken, so that it goes first. One that waits or runs stays: adding it again changes nothing.
    await Promise.all(jobs.map(({ id }) => this.#removeFinished(jobKey(id))));
    await this.#queue.addBulk(
      jobs.map(({ id, payload }) => ({
        name: 'job',
        data: { payload },
        opts: {
          jobId: jobKey(id),
          attempts: ANY_NUMBER_OF_ATTEMPTS,
          backoff: { type: 'custom' },
          removeOnComplete: FINISHED_KEPT,
          removeOnFail: FINISHED_KEPT,
        },
      })),
    );
  }

  async #removeFinished(key: string): Promise<void> {
    const state = await this.#queue.getJobState(key);
    if (state === 'completed' || state === 'failed') await this.#queue.remove(key);
  }

  #common() {
    return { connection: this.#context.redis.client, prefix: this.#context.prefix };
  }

  #report(error: Error): void {
    this.#context.onFault({ part: 'job scheduler', error });
  }
}

async function run(
  job: QueuedJob<StoredPayload>,
  maxAttempts: number,
  handle: (job: RunningJob) => Promise<void>,
): Promise<void> {
  const attempt = job.attemptsStarted;
  try {
    await handle({
      id: idOfJobKey(job.id ?? ''),
      payload: job.data.payload,
      attempt,
      report: async (done, total) => {
        const progress: StoredProgress = { done, total, atMs: Date.now() };
        await job.updateProgress({ ...progress });
      },
    });
  } catch (error) {
    if (attempt < maxAttempts) throw asError(error);
    throw new UnrecoverableError(asError(error).message);
  }
}

function pauseAfter(attemptsMade: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (attemptsMade - 1), LONGEST_PAUSE_MS);
}
