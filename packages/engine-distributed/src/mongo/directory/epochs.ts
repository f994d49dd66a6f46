import { InvalidCursorError, type Directory, type EpochOwner, type EpochProgress } from '@atlasnode/session-engine';
import { Schema, type Connection, type Model } from 'mongoose';
import type { Lifetime } from '../../lifetime.js';
import { itemsForPage, pageOf } from '../page-cursor.js';
import { answer, persist } from '../persist.js';
import { upsertNewer } from '../upsert-newer.js';

interface EpochDocument {
  readonly _id: string;
  readonly epoch: number;
  readonly exceptSid?: string;
  readonly endedThroughEpoch: number;
  /** Stands where `endedThroughEpoch < epoch` may hold: two fields of a document cannot be compared by an index. */
  readonly isUnfinished?: true;
}

const schema = new Schema<EpochDocument>(
  {
    _id: { type: String, required: true },
    epoch: { type: Number, required: true },
    exceptSid: String,
    endedThroughEpoch: { type: Number, required: true },
    isUnfinished: Boolean,
  },
  { collection: 'epochs', versionKey: false, autoIndex: false },
).index({ isUnfinished: 1, _id: 1 }, { name: 'unfinished', partialFilterExpression: { isUnfinished: true } });

export function epochModel(connection: Connection): Model<EpochDocument> {
  return connection.models['Epoch'] ?? connection.model<EpochDocument>('Epoch', schema);
}

type Epochs = Pick<Directory, 'raiseEpoch' | 'markEndedThrough' | 'epochOf' | 'unfinishedEpochs'>;

const USER_PREFIX = 'user:';
const REALM_KEY = 'realm';

export function createEpochs(connection: Connection, lifetime: Lifetime): Epochs {
  const epochs = epochModel(connection);

  return {
    raiseEpoch: (owner, epoch, exceptSid) =>
      lifetime.run(() => {
        const lower = { _id: ownerKey(owner), epoch: { $lt: epoch } };
        const except = exceptSid === undefined ? { $unset: { exceptSid: '' } } : {};
        const raised = { epoch, isUnfinished: true, ...(exceptSid === undefined ? {} : { exceptSid }) };
        const update = { $set: raised, ...except, $setOnInsert: { endedThroughEpoch: 0 } };
        return upsertNewer((options) => epochs.updateOne(lower, update, options));
      }),

    markEndedThrough: (owner, epoch) =>
      lifetime.run(async () => {
        const _id = ownerKey(owner);
        const ended = { $max: { endedThroughEpoch: epoch }, $setOnInsert: { epoch: 0 } };
        await upsertNewer((options) => epochs.updateOne({ _id }, ended, options));
        // Only where no higher epoch was raised meanwhile; what a crash in between leaves, the list below passes over.
        await persist(() => epochs.updateOne({ _id, epoch: { $lte: epoch } }, { $unset: { isUnfinished: '' } }));
      }),

    epochOf: (owner) =>
      lifetime.run(async () => {
        const found = await answer(() => epochs.findById(ownerKey(owner)).lean<EpochDocument>());
        return found === null ? undefined : toProgress(found);
      }),

    unfinishedEpochs: (request) =>
      lifetime.run(async () => {
        if (request.after === '') throw new InvalidCursorError();
        const after = request.after === undefined ? {} : { _id: { $gt: request.after } };
        const isBehind = { $expr: { $lt: ['$endedThroughEpoch', '$epoch'] } };
        const filter = { isUnfinished: true as const, ...after, ...isBehind };
        const rows = itemsForPage(request);
        const found = await answer(() => epochs.find(filter).sort({ _id: 1 }).limit(rows).lean<EpochDocument[]>());
        return pageOf(found, request, { item: toProgress, cursor: ({ _id }) => _id });
      }),
  };
}

/** The realm's key is no user's, whatever a user is called. */
export function ownerKey(owner: EpochOwner): string {
  return owner.type === 'realm' ? REALM_KEY : `${USER_PREFIX}${owner.userId}`;
}

function toProgress({ _id, epoch, exceptSid, endedThroughEpoch }: EpochDocument): EpochProgress {
  return {
    owner: _id === REALM_KEY ? { type: 'realm' } : { type: 'user', userId: _id.slice(USER_PREFIX.length) },
    epoch,
    ...(exceptSid === undefined ? {} : { exceptSid }),
    endedThroughEpoch,
  };
}
