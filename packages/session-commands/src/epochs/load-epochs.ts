import type { EpochState, EpochStates } from '@atlasnode/session-domain';
import type { CommitStore } from '@atlasnode/session-engine';
import { REALM_STREAM, userStream, type StreamName, type UserId } from '@atlasnode/session-events';
import { loadStream } from '../stream/load-stream.js';
import { EPOCH_FOLD } from '../stream/stream-fold.js';

type Store = Pick<CommitStore, 'loadNewest' | 'readStream'>;

/** From the store, always: a view forgets an epoch after one window, and a session outlives that. */
export async function loadEpochs(commits: Store, userId: UserId): Promise<EpochStates> {
  const [user, realm] = await Promise.all([loadEpoch(commits, userStream(userId)), loadEpoch(commits, REALM_STREAM)]);
  return { user, realm };
}

export async function loadEpoch(commits: Store, stream: StreamName): Promise<EpochState> {
  return (await loadStream(commits, stream, EPOCH_FOLD)).state;
}
