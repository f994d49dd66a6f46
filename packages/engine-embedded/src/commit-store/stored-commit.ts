import type { Commit } from '@atlasnode/session-engine';
import { commitId, isStreamName, type StreamName } from '@atlasnode/session-events';
import { parseStored } from '../sqlite/stored-json.js';

/** The body is as it was appended; whether it is still pending is kept elsewhere, so that clearing rewrites no big row. */
export function asCommit(body: string, isPending: boolean): Commit {
  const commit = parseStored<Commit>(body);
  if (isPending || commit.pendingSince === undefined) return commit;
  const { pendingSince: _, ...relayed } = commit;
  return relayed;
}

/** undefined for what is no commit's id. */
export function parseCommitId(id: string): { readonly stream: StreamName; readonly version: number } | undefined {
  const separator = id.lastIndexOf('@');
  const stream = id.slice(0, separator);
  const version = Number(id.slice(separator + 1));
  if (!isStreamName(stream) || !Number.isSafeInteger(version) || commitId(stream, version) !== id) return undefined;
  return { stream, version };
}
