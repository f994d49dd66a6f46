import type { Commit } from '@atlasnode/session-engine';
import type { StreamName } from '@atlasnode/session-events';
import type { RelayJob } from './relay-job.js';

/** The commits of one stream, in order; only the first may be on its way to the log. */
export interface Lane {
  readonly stream: StreamName;
  waiting: readonly Waiting[];
}

export interface Waiting {
  readonly commit: Commit;
  /** Absent for a commit whose other duties are somebody else's. */
  readonly job?: RelayJob;
  /** Whether every earlier commit's events are known to be in the log. */
  readonly isSure: boolean;
}

/** Puts earlier commits before the first, which nothing is to be put before any more; one that waits further back as well moves, with its job. */
export function putAhead(lane: Lane, earlier: readonly Commit[]): void {
  const ahead = new Set(earlier.map(({ id }) => id));
  const behind = lane.waiting.filter(({ commit }) => !ahead.has(commit.id));
  const moved = earlier.map((commit) => {
    const job = lane.waiting.find((waiting) => waiting.commit.id === commit.id)?.job;
    return { commit, ...(job && { job }), isSure: true };
  });
  lane.waiting = [...moved, ...behind.map((waiting, index) => (index === 0 ? { ...waiting, isSure: true } : waiting))];
}

/** Hands the job to its commit where that waits already without one. @returns whether it does */
export function joinWaiting(lane: Lane | undefined, job: RelayJob): boolean {
  const isMine = ({ commit, job: known }: Waiting): boolean => commit.id === job.commit.id && known === undefined;
  if (lane?.waiting.some(isMine) !== true) return false;
  lane.waiting = lane.waiting.map((waiting) => (isMine(waiting) ? { ...waiting, job } : waiting));
  return true;
}
