import { epochStream } from '@atlasnode/session-commands';
import type { CommitStore, EpochOwner } from '@atlasnode/session-engine';

/** Whether every commit of the owner's epochs has left the outbox: only then is its notice certain to be on the channel. */
export function epochRelayed(
  commits: Pick<CommitStore, 'loadNewest' | 'pendingOf'>,
): (owner: EpochOwner) => Promise<boolean> {
  return async (owner) => {
    const stream = epochStream(owner);
    const newest = await commits.loadNewest(stream);
    if (newest === undefined) return true;
    return (await commits.pendingOf(stream, newest.version + 1)).length === 0;
  };
}
