import type { SigningKeyRecord } from '@atlasnode/session-engine';
import { Schema, type Connection, type Model } from 'mongoose';

/** Every signing key at one moment. A change is a new document: so several keys move at once, without a transaction. */
export interface KeyRingDocument {
  /** `ring@<revision, 10 digits>`. */
  readonly _id: string;
  readonly revision: number;
  /** Names the writer's attempt. */
  readonly changeId: string;
  readonly keys: readonly SigningKeyRecord[];
}

const schema = new Schema<KeyRingDocument>(
  {
    _id: { type: String, required: true },
    revision: { type: Number, required: true },
    changeId: { type: String, required: true },
    keys: { type: [Schema.Types.Mixed], required: true },
  },
  { collection: 'signing_keys', versionKey: false, minimize: false, autoIndex: false },
);

export function keyRingModel(connection: Connection): Model<KeyRingDocument> {
  return connection.model<KeyRingDocument>('KeyRing', schema);
}

const REVISION_DIGITS = 10;

export function ringId(revision: number): string {
  return `ring@${String(revision).padStart(REVISION_DIGITS, '0')}`;
}
