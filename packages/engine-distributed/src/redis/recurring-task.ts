import type { JobScheduler, Worker as Working } from '@atlasnode/session-engine';
import { Queue, Worker } from 'bullmq';
import { asError } from '../fault.js';
import { queueName } from './queue-names.js';
import { WORKER_LEASE, type SchedulerContext } from './scheduler-context.js';

type Task = Parameters<JobScheduler['every']>[0];

/** After FLUSHALL a scheduler never fires again until somebody upserts it: every worker does. */
const UPSERT_INTERVAL_MS = 3_000;

/** One worker of a task that runs every so often, once in the cluster: one job scheduler, and a queue that lets one job run at a time. */
export class RecurringTask implements Working {
  readonly #context: SchedulerContext;
  readonly #task: Task;
  readonly #queue: Queue;
  readonly #worker: Worker;
  readonly #upserting: NodeJS.Timeout;

  constructor(context: SchedulerContext, task: Task, run: () => Promise<void>) {
    this.#context = context;
    this.#task = task;
    const name = queueName('every', task.name);
    const common = { connection: context.redis.client, prefix: context.prefix };
    this.#queue = new Queue(name, common);
    this.#worker = new Worker(name, () => runReporting(run, task.onError), {
      ...common,
      ...WORKER_LEASE,
      concurrency: 1,
    });
    this.#queue.on('error', (error) => this.#report(error));
    this.#worker.on('error', (error) => this.#report(error));
    this.#upserting = setInterval(() => void this.upsert(), UPSERT_INTERVAL_MS);
  }

  async upsert(): Promise<void> {
    const finished = { removeOnComplete: true, removeOnFail: true };
    try {
      await this.#queue.setGlobalConcurrency(1);
      await this.#queue.upsertJobScheduler(
        'every',
        { every: this.#task.intervalMs },
        { name: this.#task.name, opts: finished },
      );
    } catch (error) {
      this.#report(asError(error));
    }
  }

  async close(force = false): Promise<void> {
    clearInterval(this.#upserting);
    await this.#worker.close(force);
    await this.#queue.close();
  }

  #report(error: Error): void {
    this.#context.onFault({ part: 'job scheduler', error });
  }
}

async function runReporting(run: () => Promise<void>, onError: (error: unknown) => void): Promise<void> {
  try {
    await run();
  } catch (error) {
    onError(error);
  }
}
