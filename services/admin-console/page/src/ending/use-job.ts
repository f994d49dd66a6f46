import { useState } from 'react';
import { bodyOf, type ConsoleApi } from '../api/console-api.js';
import type { JobProgress } from '../api/contract.js';
import { useInterval } from '../state/use-interval.js';

const LOOK_EVERY_MS = 1_000;

/** Follows a job until it is over. Unknown at first: the job starts once its epoch's notice is out. */
export function useJob(api: ConsoleApi, jobId: string | undefined): JobProgress | undefined {
  const [job, setJob] = useState<JobProgress>();
  const over = jobId === undefined || job?.state === 'done' || job?.state === 'failed';
  const look = async () => {
    const { items } = await bodyOf(api.sessions.GET('/v1/admin/jobs'));
    setJob(items.find((item) => item.id === jobId));
  };
  // A look that failed is made good by the next.
  useInterval(() => void look().catch(() => undefined), over ? undefined : LOOK_EVERY_MS);
  return job;
}
