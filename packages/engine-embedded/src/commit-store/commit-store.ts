import { EngineError, type Commit, type CommitStore } from '@atlasnode/session-engine';
import { commitId, type StreamName } from '@atlasnode/session-events';
import { answer, nextTurn, type EngineContext } from '../engine-context.js';
import { integer, text } from '../sqlite/row.js';
import { commitStatements } from './commit-statements.js';
import { NewestCommits } from './newest-commits.js';
import { asCommit, parseCommitId } from './stored-commit.js';

const DEFAULT_READ_LIMIT = 1_000;
/** One step of `streams` costs some 30 µs. */
const STREAMS_PER_TURN = 50;

export function createCommitStore({ connection, writer }: EngineContext): CommitStore {
  const sql = commitStatements(connection);
  const newest = new NewestCommits();

  function storedCommandId(stream: StreamName, version: number): string | undefined {
    const row = sql.commandId.get([stream, version]);
    return row && text(row, 0);
  }

  function readNewest(stream: StreamName): Commit | undefined {
    const known = newest.get(stream);
    if (known !== undefined) return asCommit(known.body, known.pending);
    const row = sql.newest.get([stream]);
    if (row === undefined) return undefined;
    const stored = { version: integer(row, 0), body: text(row, 1), pending: row[2] !== null };
    newest.learnRead(stream, stored);
    return asCommit(stored.body, stored.pending);
  }

  return {
    append: async (commit) => {
      if (commit.id !== commitId(commit.stream, commit.version))
        throw new TypeError(`the id ${commit.id} is not that of its stream and version`);
      const body = JSON.stringify(commit);
      const { stream, version, commandId, pendingSince } = commit;
      await writer.submit({
        rows: 1,
        run: () => {
          if (sql.insert.run([stream, version, commandId, body]) === 1) {
            if (pendingSince !== undefined) sql.insertPending.run([stream, version, pendingSince]);
            return true;
          }
          if (storedCommandId(stream, version) === commandId) return false;
          throw new EngineError('VERSION_CONFLICT', `${commit.id} is another command's commit`);
        },
        committed: (isNew) => {
          if (isNew) newest.learnAppended(stream, { version, body, pending: pendingSince !== undefined });
        },
      });
    },

    loadNewest: (stream) => answer(() => readNewest(stream)),

    readStream: (stream, options = {}) =>
      answer(() =>
        sql.range
          .all([stream, options.fromVersion ?? 1, options.limit ?? DEFAULT_READ_LIMIT])
          .map((row) => asCommit(text(row, 0), row[1] !== null)),
      ),

    pending: ({ pendingBeforeMs, limit }) =>
      answer(() =>
        inVersionOrder(sql.pending.all([pendingBeforeMs, limit]).map((row) => asCommit(text(row, 0), true))),
      ),

    pendingOf: (stream, beforeVersion) =>
      answer(() => sql.pendingOf.all([stream, beforeVersion]).map((row) => asCommit(text(row, 0), true))),

    clearPending: async (ids) => {
      const cleared = ids.map(parseCommitId).filter((id) => id !== undefined);
      if (cleared.length === 0) return;
      await writer.submit({
        rows: Math.ceil(cleared.length / 8),
        run: () => {
          for (const { stream, version } of cleared) sql.clearPending.run([stream, version]);
        },
        committed: () => {
          for (const { stream, version } of cleared) newest.clearPending(stream, version);
        },
      });
    },

    streams: async ({ after, limit }) => {
      const commits: Commit[] = [];
      let last: string = after ?? '';
      while (commits.length < limit) {
        const row = await answer(() => sql.nextStream.get([last]));
        if (row === undefined) break;
        last = text(row, 0);
        commits.push(asCommit(text(row, 1), row[2] !== null));
        if (commits.length % STREAMS_PER_TURN === 0) await nextTurn();
      }
      return commits;
    },
  };
}

/** The oldest first, save that a clock which stepped back never puts a stream's later version before an earlier one. */
function inVersionOrder(commits: readonly Commit[]): readonly Commit[] {
  const ordered = new Map<StreamName, Commit[]>();
  for (const commit of commits) {
    const known = ordered.get(commit.stream);
    if (known === undefined) ordered.set(commit.stream, [commit]);
    else known.push(commit);
  }
  for (const ofStream of ordered.values()) ofStream.sort((left, right) => right.version - left.version);
  return commits.map((commit) => ordered.get(commit.stream)?.pop() ?? commit);
}
