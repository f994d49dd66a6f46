import type { CommitStore } from '@atlasnode/session-engine';
import type { RelayJob } from './relay-job.js';
import { soon } from './soon.js';

const LINGER_MS = 50;
const BATCH = 256;

/** Clears commits whose every duty is done, many at a time: what a crash forgets is merely relayed once more. */
export interface PendingClearer {
  add(job: RelayJob): void;
  hurry(): void;
}

export function createPendingClearer(options: {
  readonly commits: Pick<CommitStore, 'clearPending'>;
  readonly isHurried: () => boolean;
  readonly onSettled: (job: RelayJob, isCleared: boolean) => void;
  readonly onRelayFault: (error: unknown) => void;
}): PendingClearer {
  let waiting: RelayJob[] = [];
  const clearing = soon(
    () => (options.isHurried() ? 0 : LINGER_MS),
    () => void clear(),
  );

  async function clear(): Promise<void> {
    const batch = waiting;
    waiting = [];
    let isCleared = true;
    try {
      await options.commits.clearPending(batch.map(({ commit }) => commit.id));
    } catch (error) {
      isCleared = false;
      options.onRelayFault(error);
    }
    for (const job of batch) options.onSettled(job, isCleared);
  }

  return {
    add: (job) => {
      waiting.push(job);
      clearing.call();
      if (waiting.length >= BATCH) clearing.hurry();
    },
    hurry: () => clearing.hurry(),
  };
}
