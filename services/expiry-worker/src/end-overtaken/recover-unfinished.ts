import type { Directory, EpochOwner, JobScheduler } from '@atlasnode/session-engine';
import { END_OVERTAKEN_QUEUE, endOvertakenJob } from '@atlasnode/session-commands';

export interface RecoverOptions {
  readonly directory: Pick<Directory, 'unfinishedEpochs'>;
  readonly jobs: Pick<JobScheduler, 'enqueue'>;
  readonly isRelayed: (owner: EpochOwner) => Promise<boolean>;
  readonly pageSize: number;
}

/**
 * Recreates the jobs of epochs whose sessions have not all been ended: the scheduler holds no truth, the directory does. The ids are those the write
 * path gives, so a job that is waiting or running is left alone.
 */
export async function recoverUnfinished(options: RecoverOptions): Promise<number> {
  let recovered = 0;
  let after: string | undefined;
  do {
    const page = await options.directory.unfinishedEpochs({
      limit: options.pageSize,
      ...(after === undefined ? {} : { after }),
    });
    for (const { owner, epoch } of page.items) {
      if (!(await options.isRelayed(owner))) continue;
      await options.jobs.enqueue(END_OVERTAKEN_QUEUE, [endOvertakenJob(owner, epoch)]);
      recovered += 1;
    }
    after = page.next;
  } while (after !== undefined);
  return recovered;
}
