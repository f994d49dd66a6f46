import type { Commit, CommitStore } from '@atlasnode/session-engine';
import type { StreamName } from '@atlasnode/session-events';
import type { StreamFold } from './stream-fold.js';

export interface LoadedStream<State> {
  readonly newest: Commit | undefined;
  readonly state: State;
}

const REFOLD_PAGE = 1_000;

/** One read: the newest commit carries the state. Only where that is in another form than today's the stream is folded again. */
export async function loadStream<State>(
  commits: Pick<CommitStore, 'loadNewest' | 'readStream'>,
  stream: StreamName,
  fold: StreamFold<State>,
): Promise<LoadedStream<State>> {
  const newest = await commits.loadNewest(stream);
  return newest === undefined
    ? { newest, state: fold.initial }
    : { newest, state: await stateOf(commits, newest, fold) };
}

export async function stateOf<State>(
  commits: Pick<CommitStore, 'readStream'>,
  commit: Commit,
  fold: StreamFold<State>,
): Promise<State> {
  // Written by this package and by nobody else: not parsed again on every request.
  if (commit.stateSchema === fold.stateSchema) return commit.state as State;
  return foldAgain(commits, commit, fold);
}

/** Up to that commit and no further: what is appended meanwhile is not part of it. */
async function foldAgain<State>(
  commits: Pick<CommitStore, 'readStream'>,
  upTo: Commit,
  fold: StreamFold<State>,
): Promise<State> {
  let state = fold.initial;
  let version = 0;
  while (version < upTo.version) {
    const page = await commits.readStream(upTo.stream, { fromVersion: version + 1, limit: REFOLD_PAGE });
    if (page.length === 0) throw new TypeError(`${upTo.stream} ends before its newest version ${upTo.version}`);
    for (const commit of page) {
      if (commit.version > upTo.version) break;
      for (const event of commit.events) state = fold.evolve(state, event);
      version = commit.version;
    }
  }
  return state;
}
