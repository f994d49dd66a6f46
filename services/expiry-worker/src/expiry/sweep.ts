import type { Directory, JobScheduler } from '@atlasnode/session-engine';
import type { Sid } from '@atlasnode/session-events';
import { expireJobs, EXPIRE_QUEUE } from './expire.job.js';
import { intoLanes } from './lanes.js';

export interface SweepOptions {
  readonly directory: Pick<Directory, 'due'>;
  readonly jobs: Pick<JobScheduler, 'enqueue'>;
  readonly nowMs: () => number;
  readonly lanes: number;
  readonly pageSize: number;
  /** Most sessions that one sweep looks at; the most overdue come first, the rest in the next second. */
  readonly maxPerSweep: number;
}

export interface Swept {
  readonly due: number;
  /** How long the most overdue one has been waiting; 0 where none is due. */
  readonly oldestMs: number;
}

/** One sweep: 1. read what is due, the most overdue first. 2. lay it into lanes. 3. hand each lane out. Ends nothing itself. */
export async function sweepDue(options: SweepOptions): Promise<Swept> {
  const atMs = options.nowMs();
  const due: Sid[] = [];
  let oldestMs = 0;
  let after: string | undefined;
  do {
    const page = await options.directory.due(atMs, {
      limit: options.pageSize,
      ...(after === undefined ? {} : { after }),
    });
    for (const entry of page.items) {
      due.push(entry.sid);
      oldestMs = Math.max(oldestMs, atMs - entry.checkAtMs);
    }
    after = page.next;
  } while (after !== undefined && due.length < options.maxPerSweep);
  if (due.length > 0) await options.jobs.enqueue(EXPIRE_QUEUE, expireJobs(intoLanes(due, options.lanes)));
  return { due: due.length, oldestMs };
}
