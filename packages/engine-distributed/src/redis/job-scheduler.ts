import type { JobScheduler } from '@atlasnode/session-engine';
import { JobQueue } from './job-queue.js';
import { RecurringTask } from './recurring-task.js';
import type { SchedulerContext } from './scheduler-context.js';

export interface DistributedJobScheduler extends JobScheduler {
  /** @param force without waiting for what runs: another worker takes it over once its lease is out */
  close(force: boolean): Promise<void>;
}

export function createJobScheduler(context: SchedulerContext): DistributedJobScheduler {
  const { lifetime, redis } = context;
  const queues = new Map<string, JobQueue>();
  const tasks = new Set<RecurringTask>();

  function queueOf(name: string): JobQueue {
    const known = queues.get(name) ?? new JobQueue(context, name);
    queues.set(name, known);
    return known;
  }

  return {
    every: (task, run) =>
      lifetime.run(async () => {
        const recurring = new RecurringTask(context, task, run);
        tasks.add(recurring);
        // Where Redis is away it is repeated soon.
        await redis.ask(recurring.upsert()).catch(() => undefined);
        return {
          close: async () => {
            tasks.delete(recurring);
            await recurring.close();
          },
        };
      }),

    enqueue: (queue, jobs) => lifetime.run(() => redis.ask(queueOf(queue).enqueue(jobs))),

    work: (queue, options, handle) => lifetime.run(async () => queueOf(queue).work(options, handle)),

    progress: (queue, id) => lifetime.run(() => redis.ask(queueOf(queue).progress(id))),

    recent: (queue, limit) => lifetime.run(() => redis.ask(queueOf(queue).recent(limit))),

    close: async (force) => {
      await Promise.all([...tasks, ...queues.values()].map((part) => part.close(force)));
    },
  };
}
