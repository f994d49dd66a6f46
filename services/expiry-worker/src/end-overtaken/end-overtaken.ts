import type { OvertakenWork, SessionCommands } from '@atlasnode/session-commands';
import type { Directory, EpochOwner, RunningJob } from '@atlasnode/session-engine';
import type { Sid } from '@atlasnode/session-events';
import { inSlices } from '../in-slices.js';
import { sessionsBelow } from './sessions-below.js';

export interface EndOvertakenOptions {
  readonly commands: Pick<SessionCommands, 'endOvertaken'>;
  readonly directory: Pick<Directory, 'active' | 'activeOfUser' | 'epochOf' | 'markEndedThrough'>;
  readonly isRelayed: (owner: EpochOwner) => Promise<boolean>;
  readonly pageSize: number;
  readonly sliceSize: number;
  readonly onEnded: (count: number) => void;
}

/**
 * Gives each session below an epoch its own end event, once: 1. leave where that is done. 2. wait until the epoch's own notice is out, because
 * these ends publish none. 3. count, so that progress means something. 4. end them in slices. 5. record it, only if every one went well.
 */
export async function endOvertaken(work: OvertakenWork, job: RunningJob, options: EndOvertakenOptions): Promise<void> {
  const { owner, epoch } = work;
  const { directory, pageSize } = options;
  const progress = await directory.epochOf(owner);
  if (progress !== undefined && progress.endedThroughEpoch >= epoch) return;
  if (!(await options.isRelayed(owner))) throw new Error('the commit of the epoch is still pending');

  let total = 0;
  for await (const page of sessionsBelow(directory, owner, epoch, pageSize)) total += page.length;
  let done = 0;
  const failures: unknown[] = [];
  await job.report(done, total);
  for await (const page of sessionsBelow(directory, owner, epoch, pageSize)) {
    await inSlices(page, options.sliceSize, async (slice) => {
      const outcomes = await Promise.allSettled(slice.map((sid) => endOne(sid, options)));
      for (const outcome of outcomes) if (outcome.status === 'rejected') failures.push(outcome.reason);
      done += slice.length;
      await job.report(done, Math.max(done, total));
    });
  }
  if (failures.length > 0) {
    throw new Error(`${failures.length} of ${done} sessions could not be ended`, { cause: failures[0] });
  }
  await directory.markEndedThrough(owner, epoch);
}

async function endOne(sid: Sid, options: EndOvertakenOptions): Promise<void> {
  const outcome = await options.commands.endOvertaken(sid);
  // A refusal says there is nothing to end: an entry of the directory whose stream was never written, or that lives on as the exception.
  if (outcome.ok && outcome.value) options.onEnded(1);
}
