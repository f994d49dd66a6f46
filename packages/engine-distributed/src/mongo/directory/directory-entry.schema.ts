import type { DirectoryEntry } from '@atlasnode/session-engine';
import { Schema, type Connection, type Model } from 'mongoose';
import { sortable } from '../page-cursor.js';

export interface EntryDocument extends Omit<DirectoryEntry, 'sid'> {
  readonly _id: string;
  /** (createdAtMs, sid) as one text, so that a page is one range. */
  readonly startedAt: string;
  /** (checkAtMs, sid) as one text. */
  readonly dueAt: string;
}

const OF_ACTIVE = { partialFilterExpression: { status: 'active' } };

const schema = new Schema<EntryDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    clientId: { type: String, required: true },
    status: { type: String, enum: ['active', 'ended'], required: true },
    version: { type: Number, required: true },
    createdAtMs: { type: Number, required: true },
    checkAtMs: { type: Number, required: true },
    userEpoch: { type: Number, required: true },
    realmEpoch: { type: Number, required: true },
    startedAt: { type: String, required: true },
    dueAt: { type: String, required: true },
  },
  { collection: 'directory', versionKey: false, autoIndex: false },
)
  .index({ userId: 1, startedAt: 1 }, { name: 'active-of-user', ...OF_ACTIVE })
  .index({ status: 1, _id: 1 }, { name: 'active', ...OF_ACTIVE })
  .index({ dueAt: 1 }, { name: 'due', ...OF_ACTIVE });

export function entryModel(connection: Connection): Model<EntryDocument> {
  return connection.model<EntryDocument>('DirectoryEntry', schema);
}

export function toFields({ sid, ...rest }: DirectoryEntry): Omit<EntryDocument, '_id'> {
  return { ...rest, startedAt: sortable(rest.createdAtMs, sid), dueAt: dueAt(rest.checkAtMs, sid) };
}

export function toEntry(document: EntryDocument): DirectoryEntry {
  const { _id, startedAt: _started, dueAt: _due, ...rest } = document;
  return { sid: _id, ...rest };
}

export function dueAt(checkAtMs: number, sid: string): string {
  return sortable(checkAtMs, sid);
}
