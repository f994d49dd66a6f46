import type { JobProgress } from '@atlasnode/session-engine';
import type { Job as QueuedJob, JobState } from 'bullmq';
import { idOfJobKey } from './queue-names.js';

export interface StoredPayload {
  readonly payload: unknown;
}

/** What `report` leaves in the job. */
export interface StoredProgress {
  readonly done: number;
  readonly total: number;
  readonly atMs: number;
}

const STATES: Readonly<Record<JobState | 'unknown', JobProgress['state'] | undefined>> = {
  waiting: 'waiting',
  'waiting-children': 'waiting',
  prioritized: 'waiting',
  delayed: 'waiting',
  active: 'running',
  completed: 'done',
  failed: 'failed',
  unknown: undefined,
};

const NOTHING_REPORTED: StoredProgress = { done: 0, total: 0, atMs: 0 };

/** undefined where the job went in the meantime. */
export function toProgress(job: QueuedJob<StoredPayload>, stored: JobState | 'unknown'): JobProgress | undefined {
  const state = STATES[stored];
  if (state === undefined || job.id === undefined) return undefined;
  const { done, total, atMs } = storedProgress(job.progress) ?? NOTHING_REPORTED;
  // BullMQ keeps the last reason even where a later attempt succeeded.
  const lastError = job.failedReason && state !== 'done' ? { lastError: job.failedReason } : {};
  const times = [job.timestamp, job.processedOn, job.finishedOn, atMs].filter((time) => time !== undefined);
  return {
    id: idOfJobKey(job.id),
    state,
    done,
    total,
    attempts: job.attemptsStarted,
    ...lastError,
    updatedAtMs: Math.max(...times),
  };
}

function storedProgress(progress: unknown): StoredProgress | undefined {
  if (typeof progress !== 'object' || progress === null || !('done' in progress) || !('total' in progress))
    return undefined;
  return {
    done: Number(progress.done),
    total: Number(progress.total),
    atMs: 'atMs' in progress ? Number(progress.atMs) : 0,
  };
}
