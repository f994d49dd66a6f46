import type { Job } from '@atlasnode/session-engine';
import { sid, type Sid } from '@atlasnode/session-events';
import { z } from 'zod';

export const EXPIRE_QUEUE = 'expire';

const payload = z.strictObject({ sids: z.array(sid) });

/** One job per lane. The id is the lane's, so that a lane whose last job has not ended yet is not given a second one. */
export function expireJobs(lanes: ReadonlyMap<number, readonly Sid[]>): readonly Job[] {
  return [...lanes].map(([lane, sids]) => ({ id: `lane-${lane}`, payload: { sids } }));
}

export function sidsOf(job: Job): readonly Sid[] {
  return payload.parse(job.payload).sids;
}
