import type { Commit, SessionSecret } from '@atlasnode/session-engine';
import type { StreamName } from '@atlasnode/session-events';
import { Schema, type Connection, type Model } from 'mongoose';
import { parseStored } from '../stored-json.js';

/** A commit as it is stored: one document, whose id is the optimistic lock. */
export interface CommitDocument {
  readonly _id: string;
  readonly stream: StreamName;
  readonly version: number;
  readonly commandId: string;
  readonly requestDigest?: string;
  readonly at: number;
  /** JSON text, as `state`: kept to the letter (BSON replaces what is not well-formed, and hashes would not match), and cheaper. */
  readonly events: string;
  readonly state: string;
  readonly stateSchema: number;
  readonly secret?: SessionSecret;
  readonly hash: string;
  readonly pendingSince?: number;
}

const schema = new Schema<CommitDocument>(
  {
    _id: { type: String, required: true },
    stream: { type: String, required: true },
    version: { type: Number, required: true },
    commandId: { type: String, required: true },
    requestDigest: String,
    at: { type: Number, required: true },
    events: { type: String, required: true },
    state: { type: String, required: true },
    stateSchema: { type: Number, required: true },
    secret: Schema.Types.Mixed,
    hash: { type: String, required: true },
    pendingSince: Number,
  },
  { collection: 'commits', versionKey: false, minimize: false, autoIndex: false },
)
  // Only what is pending: these stay small, and cost an insert little.
  .index({ pendingSince: 1, _id: 1 }, { name: 'pending', partialFilterExpression: { pendingSince: { $exists: true } } })
  .index(
    { stream: 1, version: 1 },
    { name: 'pending-of-stream', partialFilterExpression: { pendingSince: { $exists: true } } },
  )
  // One entry for each stream, by name: by `_id`, `user:a.b` would come before `user:a`.
  .index({ stream: 1 }, { name: 'streams', partialFilterExpression: { version: 1 } });

export function commitModel(connection: Connection): Model<CommitDocument> {
  return connection.model<CommitDocument>('Commit', schema);
}

export function toDocument({ id, atMs, events, state, ...rest }: Commit): CommitDocument {
  return { _id: id, at: atMs, ...rest, events: JSON.stringify(events), state: JSON.stringify(state ?? null) };
}

export function toCommit({ _id, at, events, state, ...rest }: CommitDocument): Commit {
  return {
    id: _id,
    atMs: at,
    ...rest,
    events: parseStored<Commit['events']>(events),
    state: parseStored<unknown>(state),
  };
}
