import { EngineError, type Commit, type CommitStore } from '@atlasnode/session-engine';
import { commitId, type StreamName } from '@atlasnode/session-events';
import { answer, nextTurn, type EngineContext } from '../engine-context.js';
import { decodeCursor, decodeIntegerCursor, encodeCursor } from '../page-cursor.js';
import { integer, text } from '../sqlite/row.js';
import { commitStatements } from './commit-statements.js';
import { NewestCommits } from './newest-commits.js';
import type { PendingCommit, PendingPlace } from './pending-commits.js';
import { PendingRecord } from './pending-record.js';
import { asCommit, parseCommitId } from './stored-commit.js';

const DEFAULT_READ_LIMIT = 1_000;
/** One step of `streams` costs some 30 µs. */
const STREAMS_PER_TURN = 50;

export interface EmbeddedCommitStore extends CommitStore {
  /** Writes down what is pending. */
  close(): Promise<void>;
}

/** @throws InvalidCursorError */
function placeOf(cursor: string): PendingPlace {
  const { ordinal, key } = decodeCursor(cursor);
  return { sinceMs: ordinal, seq: Number(decodeIntegerCursor(key)) };
}

export function createCommitStore(context: EngineContext): EmbeddedCommitStore {
  const sql = commitStatements(context.connection);
  const record = new PendingRecord(context);
  const pending = record.commits;
  const newest = new NewestCommits();

  /** Also what is answered from memory is refused once the engine is closed. */
  function whileOpen<Result>(read: () => Result): Promise<Result> {
    return answer(() => {
      context.connection.assertOpen();
      return read();
    });
  }

  function read(stream: StreamName, version: number, body: string): Commit {
    return asCommit(body, pending.has(stream, version));
  }

  function readNewest(stream: StreamName): Commit | undefined {
    const known = newest.get(stream);
    if (known !== undefined) return known.version === 0 ? undefined : read(stream, known.version, known.body);
    const row = sql.newest.get([stream]);
    if (row === undefined) {
      newest.learnAbsent(stream);
      return undefined;
    }
    const stored = { version: integer(row, 0), body: text(row, 1) };
    newest.learnRead(stream, stored);
    return read(stream, stored.version, stored.body);
  }

  function readPending(commits: readonly PendingCommit[]): readonly Commit[] {
    return commits.map(({ seq }) => asCommit(text(sql.bySeq.get([seq]) ?? [], 0), true));
  }

  /** To be run in a transaction. @returns the row's seq; undefined where the very commit is there already */
  function insert({ id, stream, version, commandId, pendingSince }: Commit, body: string): number | undefined {
    const seq = sql.insert.insert([stream, version, commandId, pendingSince ?? null, body]);
    if (seq !== undefined) return seq;
    const stored = sql.commandId.get([stream, version]) ?? [];
    if (text(stored, 0) === commandId) return undefined;
    throw new EngineError('VERSION_CONFLICT', `${id} is another command's commit`);
  }

  return {
    append: async (commit) => {
      const { id, stream, version, pendingSince } = commit;
      if (id !== commitId(stream, version)) throw new TypeError(`the id ${id} is not that of its stream and version`);
      const body = JSON.stringify(commit);
      await context.writer.submit({
        rows: 1,
        run: () => insert(commit, body),
        committed: (seq) => {
          if (seq === undefined) return;
          newest.learnAppended(stream, { version, body });
          if (pendingSince !== undefined) record.appended({ seq, stream, version, sinceMs: pendingSince });
        },
      });
    },

    loadNewest: (stream) => whileOpen(() => readNewest(stream)),

    readStream: (stream, { fromVersion = 1, limit = DEFAULT_READ_LIMIT } = {}) =>
      whileOpen(() =>
        sql.range.all([stream, fromVersion, limit]).map((row) => read(stream, integer(row, 0), text(row, 1))),
      ),

    pending: ({ pendingBeforeMs, limit, after }) =>
      whileOpen(() => {
        const place = after === undefined ? undefined : placeOf(after);
        const { items, next } = pending.since(pendingBeforeMs, limit, place);
        return { items: readPending(items), ...(next && { next: encodeCursor(next.sinceMs, String(next.seq)) }) };
      }),

    pendingOf: (stream, beforeVersion) => whileOpen(() => readPending(pending.below(stream, beforeVersion))),

    clearPending: (ids) =>
      whileOpen(() => {
        const cleared = ids
          .map(parseCommitId)
          .filter((id) => id !== undefined && pending.remove(id.stream, id.version) !== undefined);
        if (cleared.length > 0) record.cleared();
      }),

    streams: async ({ after, limit }) => {
      const commits: Commit[] = [];
      let last: string = after ?? '';
      while (commits.length < limit) {
        const row = await answer(() => sql.nextStream.get([last]));
        if (row === undefined) break;
        last = text(row, 0);
        const body = text(row, 2);
        const commit = asCommit(body, false);
        commits.push(read(commit.stream, integer(row, 1), body));
        if (commits.length % STREAMS_PER_TURN === 0) await nextTurn();
      }
      return commits;
    },

    close: () => record.record(),
  };
}
