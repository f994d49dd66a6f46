import {
  InvalidCursorError,
  type Directory,
  type DirectoryEntry,
  type Page,
  type PageRequest,
} from '@atlasnode/session-engine';
import type { Connection, QueryFilter, SortOrder } from 'mongoose';
import type { Lifetime } from '../../lifetime.js';
import { itemsForPage, pageOf, sortableCursor, sortableInstant } from '../page-cursor.js';
import { driverCollection } from '../driver-collection.js';
import { SharedWrite } from '../shared-write.js';
import { answer, persist } from '../persist.js';
import { upsertNewer } from '../upsert-newer.js';
import { dueAt, entryModel, toEntry, toFields, type EntryDocument } from './directory-entry.schema.js';
import { createEpochs } from './epochs.js';
import { raiseSetting } from './settings.js';

interface Upsert {
  readonly filter: { readonly _id: string; readonly version: { readonly $lt: number } };
  readonly update: { readonly $set: Omit<EntryDocument, '_id'> };
}

const MAX_ACCESS_TOKEN_LIFETIME = 'max-access-token-lifetime-ms';

export function createDirectory(connection: Connection, lifetime: Lifetime): Directory {
  const entries = entryModel(connection);
  const upserts = new SharedWrite<Upsert>({
    one: ({ filter, update }) => driverCollection(entries).updateOne(filter, update, { upsert: true }),
    many: (operations) => {
      const updates = operations.map((operation) => ({ updateOne: { ...operation, upsert: true } }));
      return driverCollection(entries).bulkWrite(updates, { ordered: false });
    },
  });

  /** A page in the order of one field, of what `filter` lets through. */
  async function pageBy(
    field: '_id' | 'startedAt' | 'dueAt',
    filter: QueryFilter<EntryDocument>,
    request: PageRequest,
  ): Promise<Page<DirectoryEntry>> {
    const order: Record<string, SortOrder> = { [field]: 1 };
    const rows = itemsForPage(request);
    const found = await answer(() => entries.find(filter).sort(order).limit(rows).lean<EntryDocument[]>());
    return pageOf(found, request, { item: toEntry, cursor: (last) => last[field] });
  }

  return {
    upsert: (entry) =>
      lifetime.run(() => {
        const update = { $set: toFields(entry) };
        const filter = { _id: entry.sid, version: { $lt: entry.version } };
        return upsertNewer(({ upsert }) =>
          upsert ? upserts.write({ filter, update }) : driverCollection(entries).updateOne(filter, update),
        );
      }),

    find: (sid) =>
      lifetime.run(async () => {
        const found = await answer(() => entries.findById(sid).lean<EntryDocument>());
        return found === null ? undefined : toEntry(found);
      }),

    activeOfUser: (userId, request) =>
      lifetime.run(() => {
        const after = request.after === undefined ? {} : { startedAt: { $gt: sortableCursor(request.after) } };
        return pageBy('startedAt', { status: 'active', userId, ...after }, request);
      }),

    active: (request) =>
      lifetime.run(() => {
        if (request.after === '') throw new InvalidCursorError();
        const after = request.after === undefined ? {} : { _id: { $gt: request.after } };
        return pageBy('_id', { status: 'active', ...after }, request);
      }),

    due: (atMs, request) =>
      lifetime.run(() => {
        const end = { $lt: sortableInstant(atMs + 1) };
        const range = request.after === undefined ? end : { ...end, $gt: sortableCursor(request.after) };
        return pageBy('dueAt', { status: 'active', dueAt: range }, request);
      }),

    postpone: (sid, checkAtMs) =>
      lifetime.run(async () => {
        const earlier = { _id: sid, status: 'active' as const, checkAtMs: { $lt: checkAtMs } };
        await persist(() => entries.updateOne(earlier, { $set: { checkAtMs, dueAt: dueAt(checkAtMs, sid) } }));
      }),

    ...createEpochs(connection, lifetime),

    raiseMaxAccessTokenLifetime: (lifetimeMs) =>
      lifetime.run(() => raiseSetting(connection, MAX_ACCESS_TOKEN_LIFETIME, lifetimeMs)),
  };
}
