import type { JobScheduler } from '@atlasnode/session-engine';
import { answer, type EngineContext } from '../engine-context.js';
import { JobQueue } from './job-queue.js';
import { JobTable } from './job-table.js';
import { RecurringTask } from './recurring-task.js';

export interface EmbeddedJobScheduler extends JobScheduler {
  /** Takes nothing new and waits for what is running. */
  close(): Promise<void>;
}

export function createJobScheduler(context: EngineContext): EmbeddedJobScheduler {
  JobTable.releaseAll(context.connection);
  const table = new JobTable(context.connection);
  const queues = new Map<string, JobQueue>();
  const tasks = new Map<string, RecurringTask>();

  return {
    every: async ({ name, intervalMs, onError }, run) =>
      known(tasks, name, () => new RecurringTask()).join({ intervalMs, onError, run }),

    enqueue: (queue, jobs) => queueOf(queue).enqueue(jobs),

    work: async (queue, options, handle) => queueOf(queue).work(options, handle),

    progress: (queue, id) => answer(() => table.progress(queue, id)),

    recent: (queue, limit) => answer(() => table.recent(queue, limit)),

    close: async () => {
      await Promise.all([...tasks.values(), ...queues.values()].map((part) => part.close()));
    },
  };

  function queueOf(name: string): JobQueue {
    return known(queues, name, () => new JobQueue(name, table, context));
  }
}

function known<Part>(parts: Map<string, Part>, name: string, create: () => Part): Part {
  const existing = parts.get(name);
  if (existing !== undefined) return existing;
  const created = create();
  parts.set(name, created);
  return created;
}
