import { EngineError, type Commit, type CommitStore } from '@atlasnode/session-engine';
import { commitId, type StreamName } from '@atlasnode/session-events';
import type { Connection, QueryFilter } from 'mongoose';
import type { Lifetime } from '../../lifetime.js';
import { driverCollection } from '../driver-collection.js';
import { answer, persist } from '../persist.js';
import { SharedWrite } from '../shared-write.js';
import { claim } from '../unique-insert.js';
import { commitModel, toCommit, toDocument, type CommitDocument } from './commit.schema.js';
import { pendingCursor, pendingPlace } from './pending-cursor.js';
import { inVersionOrder } from './version-order.js';

const DEFAULT_READ_LIMIT = 1_000;
const MAX_VERSION = 9_999_999_999;
const IDS_PER_UPDATE = 1_000;
const STREAMS_AT_ONCE = 16;

export function createCommitStore(connection: Connection, lifetime: Lifetime): CommitStore {
  const commits = commitModel(connection);
  const inserts = new SharedWrite<CommitDocument>({
    one: (document) => driverCollection(commits).insertOne(document),
    many: (documents) => driverCollection(commits).insertMany([...documents], { ordered: false }),
  });

  /** The range of `_id`s that is one stream: no second index is needed to read it. */
  const inStream = (stream: StreamName, fromVersion = 0) => ({
    _id: { $gte: commitId(stream, fromVersion), $lte: commitId(stream, MAX_VERSION) },
  });

  async function newestOf(stream: StreamName): Promise<Commit | undefined> {
    const found = await answer(() => commits.findOne(inStream(stream)).sort({ _id: -1 }).lean<CommitDocument>());
    return found === null ? undefined : toCommit(found);
  }

  function isAppended(commit: Commit): Promise<boolean> {
    const document = toDocument(commit);
    const { _id } = document;
    return claim({
      mark: commit.commandId,
      insert: () => inserts.write(document),
      storedMark: async () => (await commits.findOne({ _id }, { commandId: 1 }).lean())?.commandId,
    });
  }

  async function clearSome(ids: readonly string[]): Promise<void> {
    // What a crash forgets is relayed once more, so that one acknowledgement is enough.
    const writeConcern = { w: 1, journal: false } as const;
    await persist(() => commits.updateMany({ _id: { $in: ids } }, { $unset: { pendingSince: '' } }, { writeConcern }));
  }

  async function pendingAfter(after: string | undefined, beforeMs: number, limit: number): Promise<CommitDocument[]> {
    const some = (which: QueryFilter<CommitDocument>, most: number): Promise<CommitDocument[]> =>
      answer(() => commits.find(which).sort({ pendingSince: 1, _id: 1 }).limit(most).lean<CommitDocument[]>());
    if (after === undefined) return some({ pendingSince: { $exists: true, $lte: beforeMs } }, limit);
    const { sinceMs, id } = pendingPlace(after);
    // Two ranges of the index, one after the other, instead of an `$or`.
    const sameInstant = { pendingSince: { $exists: true, $eq: sinceMs }, _id: { $gt: id } };
    const found = await some(sameInstant, limit);
    if (found.length === limit) return found;
    const later = { pendingSince: { $exists: true, $gt: sinceMs, $lte: beforeMs } };
    return [...found, ...(await some(later, limit - found.length))];
  }

  async function nextStreams(after: StreamName | undefined, limit: number): Promise<readonly StreamName[]> {
    const first = after === undefined ? { version: 1 } : { version: 1, stream: { $gt: after } };
    const found = await answer(() =>
      commits.find(first, { stream: 1 }).sort({ stream: 1 }).limit(limit).lean<CommitDocument[]>(),
    );
    return found.map(({ stream }) => stream);
  }

  return {
    append: (commit) =>
      lifetime.run(async () => {
        if (commit.id !== commitId(commit.stream, commit.version))
          throw new TypeError(`the id ${commit.id} is not that of its stream and version`);
        if (!(await isAppended(commit)))
          throw new EngineError('VERSION_CONFLICT', `${commit.id} is another command's commit`);
      }),

    loadNewest: (stream) => lifetime.run(() => newestOf(stream)),

    readStream: (stream, { fromVersion = 1, limit = DEFAULT_READ_LIMIT } = {}) =>
      lifetime.run(async () => {
        const range = inStream(stream, fromVersion);
        return (await answer(() => commits.find(range).sort({ _id: 1 }).limit(limit).lean<CommitDocument[]>())).map(
          toCommit,
        );
      }),

    pending: ({ pendingBeforeMs, limit, after }) =>
      lifetime.run(async () => {
        const found = await pendingAfter(after, pendingBeforeMs, limit + 1);
        const shown = found.slice(0, limit);
        const last = shown.at(-1);
        const items = inVersionOrder(shown.map(toCommit));
        return found.length <= limit || last === undefined ? { items } : { items, next: pendingCursor(last) };
      }),

    pendingOf: (stream, beforeVersion) =>
      lifetime.run(async () => {
        const earlier = { stream, version: { $lt: beforeVersion }, pendingSince: { $exists: true } };
        return (await answer(() => commits.find(earlier).sort({ version: 1 }).lean<CommitDocument[]>())).map(toCommit);
      }),

    clearPending: (ids) =>
      lifetime.run(async () => {
        for (let from = 0; from < ids.length; from += IDS_PER_UPDATE)
          await clearSome(ids.slice(from, from + IDS_PER_UPDATE));
      }),

    streams: ({ after, limit }) =>
      lifetime.run(async () => {
        const names = await nextStreams(after, limit);
        const newest: Commit[] = [];
        for (let from = 0; from < names.length; from += STREAMS_AT_ONCE) {
          const some = await Promise.all(names.slice(from, from + STREAMS_AT_ONCE).map(newestOf));
          newest.push(...some.filter((commit) => commit !== undefined));
        }
        return newest;
      }),
  };
}
