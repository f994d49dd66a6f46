import type { StreamName } from '@atlasnode/session-events';

export interface PendingCommit {
  /** Grows with every commit of the store. */
  readonly seq: number;
  readonly stream: StreamName;
  readonly version: number;
  readonly sinceMs: number;
}

/** Where a page ends. */
export type PendingPlace = Pick<PendingCommit, 'sinceMs' | 'seq'>;

function inPendingOrder(left: PendingPlace, right: PendingPlace): number {
  return left.sinceMs - right.sinceMs || left.seq - right.seq;
}

/** Which commits are pending: in memory, because each is so for some milliseconds, and one process owns the file. */
export class PendingCommits {
  /** In the order of seq. */
  readonly #bySeq = new Map<number, PendingCommit>();
  readonly #byStream = new Map<StreamName, Map<number, PendingCommit>>();

  add(commit: PendingCommit): void {
    this.#bySeq.set(commit.seq, commit);
    const ofStream = this.#byStream.get(commit.stream);
    if (ofStream === undefined) this.#byStream.set(commit.stream, new Map([[commit.version, commit]]));
    else ofStream.set(commit.version, commit);
  }

  has(stream: StreamName, version: number): boolean {
    return this.#byStream.get(stream)?.has(version) === true;
  }

  /** @returns the commit that is pending no longer; undefined where it was not */
  remove(stream: StreamName, version: number): PendingCommit | undefined {
    const ofStream = this.#byStream.get(stream);
    const commit = ofStream?.get(version);
    if (ofStream === undefined || commit === undefined) return undefined;
    ofStream.delete(version);
    if (ofStream.size === 0) this.#byStream.delete(stream);
    this.#bySeq.delete(commit.seq);
    return commit;
  }

  all(): Iterable<PendingCommit> {
    return this.#bySeq.values();
  }

  /** Pending since then or earlier, the oldest first, save that a clock which stepped back never puts a stream's later version before an earlier one. */
  since(
    beforeMs: number,
    limit: number,
    after?: PendingPlace,
  ): { items: readonly PendingCommit[]; next?: PendingPlace } {
    const due: PendingCommit[] = [];
    for (const commit of this.#bySeq.values())
      if (commit.sinceMs <= beforeMs && (after === undefined || inPendingOrder(commit, after) > 0)) due.push(commit);
    due.sort(inPendingOrder);
    const page = due.slice(0, limit);
    const last = page.at(-1);
    const items = inVersionOrder(page);
    return due.length <= limit || last === undefined ? { items } : { items, next: last };
  }

  below(stream: StreamName, version: number): readonly PendingCommit[] {
    const ofStream = this.#byStream.get(stream);
    if (ofStream === undefined) return [];
    return [...ofStream.values()]
      .filter((commit) => commit.version < version)
      .sort((left, right) => left.version - right.version);
  }
}

function inVersionOrder(commits: readonly PendingCommit[]): readonly PendingCommit[] {
  const byStream = new Map<StreamName, PendingCommit[]>();
  for (const commit of commits) {
    const ofStream = byStream.get(commit.stream);
    if (ofStream === undefined) byStream.set(commit.stream, [commit]);
    else ofStream.push(commit);
  }
  for (const ofStream of byStream.values()) ofStream.sort((left, right) => right.version - left.version);
  return commits.map((commit) => byStream.get(commit.stream)?.pop() ?? commit);
}
