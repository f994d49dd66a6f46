import type { Commit, CommitStore } from '@atlasnode/session-engine';
import { lastEvent } from './notice-of.js';
import type { Progress } from './progress.js';
import type { Relay } from './relay.js';

/** What its writer has not brought out by now is the sweeper's. */
export const SWEEP_AFTER_MS = 2_000;
const PAGE = 256;

export interface SweepOptions {
  readonly commits: Pick<CommitStore, 'pending'>;
  readonly relay: Relay;
  readonly progress: Progress;
  readonly nowMs: () => number;
  readonly admit: (commit: Commit) => Promise<unknown>;
}

/** Relays what a crash, or a fault of the channel or the log, left behind, page by page. @returns how many commits were cleared */
export async function sweep(options: SweepOptions, olderThanMs: number): Promise<number> {
  const pendingBeforeMs = options.nowMs() - olderThanMs;
  // 1. What waits for no log, of every commit: a backlog that a log leaves stops no notice.
  const found = await attendAll(options, pendingBeforeMs);
  // 2. The rest, as long as the log takes any of it.
  return found === 0 ? 0 : relayAll(options, pendingBeforeMs);
}

async function* pages(
  { commits }: SweepOptions,
  pendingBeforeMs: number,
): AsyncGenerator<readonly Commit[], void, undefined> {
  let after: string | undefined;
  do {
    const page = await commits.pending({ pendingBeforeMs, limit: PAGE, ...(after !== undefined && { after }) });
    yield page.items;
    after = page.next;
  } while (after !== undefined);
}

async function attendAll(options: SweepOptions, pendingBeforeMs: number): Promise<number> {
  const { relay, progress } = options;
  let found = 0;
  progress.beginWalk();
  for await (const page of pages(options, pendingBeforeMs)) {
    found += page.length;
    for (const { id } of page) progress.meet(id);
    await Promise.all(page.map((commit) => relay.attend(commit, howToRelay(commit, options))));
  }
  progress.endWalk(pendingBeforeMs);
  return found;
}

async function relayAll(options: SweepOptions, pendingBeforeMs: number): Promise<number> {
  const { relay, progress } = options;
  let cleared = 0;
  for await (const page of pages(options, pendingBeforeMs)) {
    const left = page.filter(({ id }) => !relay.isInFlight(id));
    const outcomes = await Promise.all(left.map((commit) => relayWhole(commit, options)));
    const done = outcomes.filter(Boolean).length;
    cleared += done;
    const isLogTaking = done > 0 || left.some(({ id }) => progress.has(id, 'events'));
    if (left.length > 0 && !isLogTaking) break;
  }
  return cleared;
}

/** Everything that this process does not know to be done: all of it is safe to repeat. Nothing is known of what came before the commit. */
function howToRelay(commit: Commit, { admit }: SweepOptions) {
  const isStart = lastEvent(commit).type === 'SessionCreated';
  return { follows: false, updatesDirectory: true, ...(isStart && { admission: () => admit(commit) }) };
}

function relayWhole(commit: Commit, options: SweepOptions): Promise<boolean> {
  return new Promise((resolve) => {
    options.relay.take(commit, { ...howToRelay(commit, options), onSettled: resolve });
  });
}
