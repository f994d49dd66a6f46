import type { Commit } from '@atlasnode/session-engine';
import type { StreamName } from '@atlasnode/session-events';

/** The oldest first, save that a clock which stepped back never puts a stream's later version before an earlier one. */
export function inVersionOrder(commits: readonly Commit[]): readonly Commit[] {
  const ordered = new Map<StreamName, Commit[]>();
  for (const commit of commits) {
    const known = ordered.get(commit.stream);
    if (known === undefined) ordered.set(commit.stream, [commit]);
    else known.push(commit);
  }
  for (const ofStream of ordered.values()) ofStream.sort((left, right) => right.version - left.version);
  return commits.map((commit) => ordered.get(commit.stream)?.pop() ?? commit);
}
