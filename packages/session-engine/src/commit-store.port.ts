import type { StreamName } from '@atlasnode/session-events';
import type { Commit } from './commit.js';
import type { Page } from './page.js';

/** The write model: append-only streams of commits. A read that starts after an append resolved sees it, in every process. */
export interface CommitStore {
  /**
   * Appends one commit to its stream. Resolves once the stored commit of that version is durable and carries this `commandId`,
   * however many errors came before; appending the same commit again resolves too. Commits appended at the same time may share
   * one write to the disk, but each stands or falls alone. Contiguity is kept by the caller, who loaded version − 1.
   * @throws EngineError `VERSION_CONFLICT` (another command's commit has that version: load again), `OUTCOME_UNKNOWN`
   *   (the deadline passed; the same commit may be appended again), `UNAVAILABLE`, `CLOSED`
   */
  append(commit: Commit): Promise<void>;

  /** The newest commit of a stream; undefined where the stream has none. */
  loadNewest(stream: StreamName): Promise<Commit | undefined>;

  /** The commits of a stream from `fromVersion` (1 by default) in order, at most `limit` (1,000 by default). */
  readStream(
    stream: StreamName,
    options?: { readonly fromVersion?: number; readonly limit?: number },
  ): Promise<readonly Commit[]>;

  /**
   * Commits still pending since `pendingBeforeMs` or earlier, oldest first, in version order within a stream. Page after page it gives
   * every one that is pending all the while, once; those of a stream may come out of version order only from one page to the next.
   * @throws InvalidCursorError
   */
  pending(options: {
    readonly pendingBeforeMs: number;
    readonly limit: number;
    readonly after?: string;
  }): Promise<Page<Commit>>;

  /** The commits of one stream that are still pending and have a version below `beforeVersion`, in order. */
  pendingOf(stream: StreamName, beforeVersion: number): Promise<readonly Commit[]>;

  /** Removes `pendingSince` from these commits; ids that are unknown or cleared already are passed over. Durable some time after it resolves: what a crash forgets is relayed once more. */
  clearPending(ids: readonly string[]): Promise<void>;

  /** Every stream's newest commit, in the order of stream names, after `after`: for verification and replay, not for requests. */
  streams(options: { readonly after?: StreamName; readonly limit: number }): Promise<readonly Commit[]>;
}
