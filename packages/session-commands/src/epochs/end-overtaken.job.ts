import type { EpochOwner, Job } from '@atlasnode/session-engine';
import { REALM_STREAM, userStream, type StreamName } from '@atlasnode/session-events';

/** The queue of the jobs that give each session below an epoch its own end event. */
export const END_OVERTAKEN_QUEUE = 'end-overtaken';

/** What such a job carries. */
export interface OvertakenWork {
  readonly owner: EpochOwner;
  readonly epoch: number;
}

/** `<stream>@<epoch>`: the same epoch is one job, whoever enqueues it. */
export function endOvertakenJob(owner: EpochOwner, epoch: number): Job<OvertakenWork> {
  return { id: endOvertakenJobId(owner, epoch), payload: { owner, epoch } };
}

export function endOvertakenJobId(owner: EpochOwner, epoch: number): string {
  return `${epochStream(owner)}@${epoch}`;
}

export function epochStream(owner: EpochOwner): StreamName {
  return owner.type === 'user' ? userStream(owner.userId) : REALM_STREAM;
}
