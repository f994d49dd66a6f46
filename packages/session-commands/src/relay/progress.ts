import type { Commit } from '@atlasnode/session-engine';

export type Duty = 'notice' | 'directory' | 'events';

/** What this process has done for commits that are pending all the same. In memory alone: after a restart all of it is done once more. */
export interface Progress {
  has(commitId: string, duty: Duty): boolean;
  add(commit: Commit, duty: Duty): void;
  forget(commitId: string): void;
  /** A walk over everything that is pending begins, meets a commit, has met every one that was pending at `beforeMs`: the others are forgotten. */
  beginWalk(): void;
  meet(commitId: string): void;
  endWalk(beforeMs: number): void;
}

interface Entry {
  readonly sinceMs: number;
  readonly done: Set<Duty>;
  metInWalk: number;
}

/** Some 10 MB. What is done for commits beyond these is repeated in each sweep. */
const MAX_COMMITS = 50_000;

export function createProgress(maxCommits = MAX_COMMITS): Progress {
  const entries = new Map<string, Entry>();
  let walk = 0;
  return {
    has: (commitId, duty) => entries.get(commitId)?.done.has(duty) === true,
    add: ({ id, atMs, pendingSince = atMs }, duty) => {
      const known = entries.get(id);
      if (known !== undefined) known.done.add(duty);
      else if (entries.size < maxCommits)
        entries.set(id, { sinceMs: pendingSince, done: new Set([duty]), metInWalk: walk });
    },
    forget: (commitId) => void entries.delete(commitId),
    beginWalk: () => {
      walk += 1;
    },
    meet: (commitId) => {
      const known = entries.get(commitId);
      if (known !== undefined) known.metInWalk = walk;
    },
    endWalk: (beforeMs) => {
      for (const [id, { sinceMs, metInWalk }] of entries)
        if (sinceMs <= beforeMs && metInWalk !== walk) entries.delete(id);
    },
  };
}
