import type { EpochOwner } from '@atlasnode/session-engine';
import type { RecordedEvent } from '@atlasnode/session-events';
import { Schema, type Connection, type Model } from 'mongoose';
import { ownerKey } from '../directory/epochs.js';
import { answer, persist } from '../persist.js';
import { upsertNewer } from '../upsert-newer.js';
import type { AuditSessionDocument, OfSession } from './audit-session.schema.js';

export interface AuditEpochDocument {
  readonly _id: string;
  readonly epoch: number;
  readonly exceptSid?: string;
}

const schema = new Schema<AuditEpochDocument>(
  { _id: { type: String, required: true }, epoch: { type: Number, required: true }, exceptSid: String },
  { collection: 'audit_epochs', versionKey: false, autoIndex: false },
);

export function auditEpochModel(connection: Connection): Model<AuditEpochDocument> {
  return connection.model<AuditEpochDocument>('AuditEpoch', schema);
}

/**
 * The epochs as the events tell them, and the mark on each session that its user's has overtaken. Whoever writes a session looks for
 * an epoch after it, whoever writes an epoch looks for sessions after it: of two at once at least one sees the other.
 */
export class AuditEpochs {
  readonly #epochs: Model<AuditEpochDocument>;
  readonly #sessions: Model<AuditSessionDocument>;

  constructor(epochs: Model<AuditEpochDocument>, sessions: Model<AuditSessionDocument>) {
    this.#epochs = epochs;
    this.#sessions = sessions;
  }

  async realm(): Promise<AuditEpochDocument | undefined> {
    const found = await answer(() => this.#epochs.findById(ownerKey({ type: 'realm' })).lean<AuditEpochDocument>());
    return found ?? undefined;
  }

  /** To be called once the sessions of the same events are written. */
  async follow(events: readonly RecordedEvent[], sessions: readonly OfSession[]): Promise<void> {
    const raised = events.flatMap(epochOf);
    await Promise.all(raised.map((epoch) => this.#raise(epoch)));
    const raisedUsers = new Set(raised.map(({ _id }) => _id));
    const users = new Set([...sessions.map(({ data }) => userKey(data.session.userId)), ...raisedUsers]);
    const latest = await answer(() => this.#epochs.find({ _id: { $in: [...users] } }).lean<AuditEpochDocument[]>());
    await Promise.all(latest.map((epoch) => this.#mark(epoch, raisedUsers.has(epoch._id) ? undefined : sessions)));
  }

  async #raise({ _id, epoch, exceptSid }: AuditEpochDocument): Promise<void> {
    const update =
      exceptSid === undefined ? { $set: { epoch }, $unset: { exceptSid: '' } } : { $set: { epoch, exceptSid } };
    await upsertNewer((options) => this.#epochs.updateOne({ _id, epoch: { $lt: epoch } }, update, options));
  }

  /** @param among the sessions just written; without them every session of the user */
  async #mark({ _id, epoch, exceptSid }: AuditEpochDocument, among?: readonly OfSession[]): Promise<void> {
    const userId = userOfKey(_id);
    if (userId === undefined) return;
    const sids = among
      ?.filter(({ data }) => data.session.userId === userId && data.session.userEpoch < epoch)
      .map(({ data }) => data.session.sid)
      .filter((sid) => sid !== exceptSid);
    if (sids?.length === 0) return;
    const which = sids === undefined ? { userId, _id: { $ne: exceptSid ?? '' } } : { _id: { $in: sids } };
    const overtaken = { ...which, userEpoch: { $lt: epoch } };
    await persist(() => this.#sessions.updateMany(overtaken, { $set: { isOvertaken: true } }));
  }
}

function epochOf(event: RecordedEvent): readonly AuditEpochDocument[] {
  switch (event.type) {
    case 'UserSessionsRevoked':
      return [toEpoch({ type: 'user', userId: event.data.userId }, event.data)];
    case 'EverySessionRevoked':
      return [toEpoch({ type: 'realm' }, event.data)];
    default:
      return [];
  }
}

function toEpoch(owner: EpochOwner, data: { readonly epoch: number; readonly exceptSid?: string }): AuditEpochDocument {
  const { epoch, exceptSid } = data;
  return { _id: ownerKey(owner), epoch, ...(exceptSid === undefined ? {} : { exceptSid }) };
}

const userKey = (userId: string): string => ownerKey({ type: 'user', userId });

function userOfKey(key: string): string | undefined {
  const prefix = userKey('');
  return key.startsWith(prefix) ? key.slice(prefix.length) : undefined;
}
