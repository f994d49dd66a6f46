import { isStreamName } from '@atlasnode/session-events';
import type { EngineContext } from '../engine-context.js';
import { integer, text, type SqlRow } from '../sqlite/row.js';
import { PendingCommits, type PendingCommit } from './pending-commits.js';

/** What is cleared in this time before a crash is relayed once more after it. */
const RECORD_EVERY_MS = 200;

/**
 * Keeps what is pending over a crash, at the price of one small write now and then instead of two for every commit: a mark, and the
 * commits below it that were still pending when it was set. Beyond the mark, every commit that was appended as pending is taken to be so.
 */
export class PendingRecord {
  readonly commits: PendingCommits;
  readonly #context: EngineContext;
  readonly #statements;
  /** Commits up to the mark that are listed in the table. */
  readonly #listed = new Set<number>();
  #appendedSeq: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(context: EngineContext) {
    const { connection } = context;
    this.#context = context;
    this.#statements = {
      setMark: connection.prepare('UPDATE pending_mark SET seq = ?'),
      list: connection.prepare('INSERT INTO pending_commits (seq) VALUES (?) ON CONFLICT DO NOTHING'),
      unlist: connection.prepare('DELETE FROM pending_commits WHERE seq = ?'),
    };
    this.commits = new PendingCommits();
    const mark = integer(connection.prepare('SELECT seq FROM pending_mark').get([]) ?? [], 0);
    this.#appendedSeq = mark;
    const columns = 'seq, stream, version, pending_since_ms';
    const listed = connection
      .prepare(`SELECT ${columns} FROM pending_commits CROSS JOIN commits USING (seq) ORDER BY seq`)
      .all([]);
    const later = connection
      .prepare(`SELECT ${columns} FROM commits WHERE seq > ? AND pending_since_ms IS NOT NULL ORDER BY seq`)
      .all([mark]);
    for (const row of [...listed, ...later]) this.commits.add(asPendingCommit(row));
    for (const row of listed) this.#listed.add(integer(row, 0));
  }

  /** A commit that has become durable. */
  appended(commit: PendingCommit): void {
    this.commits.add(commit);
    this.#appendedSeq = commit.seq;
  }

  cleared(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // Where it cannot be written it is written with the next: until then a crash relays more.
      this.record().catch(() => undefined);
    }, RECORD_EVERY_MS).unref();
  }

  /** Writes down what is pending now. */
  async record(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const mark = this.#appendedSeq;
    const pending = new Set<number>();
    for (const { seq } of this.commits.all()) pending.add(seq);
    const listed = [...pending].filter((seq) => !this.#listed.has(seq));
    const unlisted = [...this.#listed].filter((seq) => !pending.has(seq));
    await this.#context.writer.submit({
      rows: 1 + Math.ceil((listed.length + unlisted.length) / 8),
      run: () => {
        for (const seq of listed) this.#statements.list.run([seq]);
        for (const seq of unlisted) this.#statements.unlist.run([seq]);
        this.#statements.setMark.run([mark]);
      },
      committed: () => {
        for (const seq of listed) this.#listed.add(seq);
        for (const seq of unlisted) this.#listed.delete(seq);
      },
    });
  }
}

function asPendingCommit(row: SqlRow): PendingCommit {
  const stream = text(row, 1);
  if (!isStreamName(stream)) throw new TypeError(`${stream} is no stream`);
  return { seq: integer(row, 0), stream, version: integer(row, 2), sinceMs: integer(row, 3) };
}
