import type { Commit, CommitStore } from '@atlasnode/session-engine';
import { lastEvent } from './notice-of.js';
import type { Relay } from './relay.js';

/** What its writer has not brought out by now is the sweeper's. */
export const SWEEP_AFTER_MS = 2_000;
const PAGE = 256;

export interface SweepOptions {
  readonly commits: Pick<CommitStore, 'pending'>;
  readonly relay: Relay;
  readonly nowMs: () => number;
  readonly admit: (commit: Commit) => Promise<unknown>;
}

/** Relays what a crash, or a fault of the channel or the log, left behind: page after page, as long as pages get done. @returns how many commits were cleared */
export async function sweep(options: SweepOptions, olderThanMs: number): Promise<number> {
  const pendingBeforeMs = options.nowMs() - olderThanMs;
  let cleared = 0;
  for (;;) {
    const page = await options.commits.pending({ pendingBeforeMs, limit: PAGE });
    const left = page.filter(({ id }) => !options.relay.isInFlight(id));
    const outcomes = await Promise.all(left.map((commit) => relayWhole(commit, options)));
    const done = outcomes.filter(Boolean).length;
    cleared += done;
    if (page.length < PAGE || done === 0) return cleared;
  }
}

/** Everything again, whatever was done before: all of it is safe to repeat. Nothing is known of what came before the commit. */
function relayWhole(commit: Commit, { relay, admit }: SweepOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const isStart = lastEvent(commit).type === 'SessionCreated';
    relay.take(commit, {
      follows: false,
      updatesDirectory: true,
      ...(isStart && { admission: admit(commit) }),
      onSettled: resolve,
    });
  });
}
