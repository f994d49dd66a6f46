import type { RunningJob } from '@atlasnode/session-engine';
import type { SessionCommands } from '@atlasnode/session-commands';
import type { Sid } from '@atlasnode/session-events';
import { inSlices } from '../in-slices.js';
import { sidsOf } from './expire.job.js';

export interface ExpireLaneOptions {
  readonly commands: Pick<SessionCommands, 'expire'>;
  /** Sessions sent through the write path at once: their appends share one write to the disk. */
  readonly sliceSize: number;
  readonly onOutcome: (outcome: 'expired' | 'not-due' | 'already-ended' | 'refused') => void;
  readonly onFailure: (sid: Sid, error: unknown) => void;
}

/**
 * Sends ExpireSession for every session of a lane. One that fails holds nobody up and fails no job: it stays due in the directory, and the
 * next sweep brings it again.
 */
export function expireLane(options: ExpireLaneOptions): (job: RunningJob) => Promise<void> {
  const expireOne = async (sid: Sid): Promise<void> => {
    try {
      const outcome = await options.commands.expire(sid);
      options.onOutcome(outcome.ok ? outcome.value : 'refused');
    } catch (error) {
      options.onFailure(sid, error);
    }
  };
  return async (job) => {
    const sids = sidsOf(job);
    await inSlices(sids, options.sliceSize, async (slice, done) => {
      await Promise.all(slice.map(expireOne));
      await job.report(done, sids.length);
    });
  };
}
