import type { EpochOwner } from '@atlasnode/session-engine';
import type { RecordedEvent, SessionSummary } from '@atlasnode/session-events';
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

/** So many are marked by one command. */
const MARKED_AT_ONCE = 1_000;

/**
 * The epochs as the events tell them, and what they do to sessions: one that is overtaken is no longer marked as live. Whoever writes
 * a session looks for epochs after it, whoever writes an epoch looks for sessions after it: of two at once one sees the other.
 */
export class AuditEpochs {
  readonly #epochs: Model<AuditEpochDocument>;
  readonly #sessions: Model<AuditSessionDocument>;

  constructor(epochs: Model<AuditEpochDocument>, sessions: Model<AuditSessionDocument>) {
    this.#epochs = epochs;
    this.#sessions = sessions;
  }

  /** To be called once the sessions of the same events are written. */
  async follow(events: readonly RecordedEvent[], sessions: readonly OfSession[]): Promise<void> {
    const raised = events.flatMap(epochOf);
    await Promise.all(raised.map((epoch) => this.#raise(epoch)));
    const active = sessions.map(({ data }) => data.session).filter(({ status }) => status === 'active');
    const raisedKeys = new Set(raised.map(({ _id }) => _id));
    const latest = await this.#latest([...active.map(({ userId }) => userKey(userId)), ...raisedKeys, REALM]);
    await this.#overtake(active.filter((session) => isOvertaken(session, latest)).map(({ sid }) => sid));
    for (const epoch of latest.values()) if (raisedKeys.has(epoch._id)) await this.#overtakeAllBelow(epoch);
  }

  async #latest(keys: readonly string[]): Promise<ReadonlyMap<string, AuditEpochDocument>> {
    const wanted = { _id: { $in: [...new Set(keys)] } };
    const found = await answer(() => this.#epochs.find(wanted).lean<AuditEpochDocument[]>());
    return new Map(found.map((epoch) => [epoch._id, epoch]));
  }

  async #raise({ _id, epoch, exceptSid }: AuditEpochDocument): Promise<void> {
    const update =
      exceptSid === undefined ? { $set: { epoch }, $unset: { exceptSid: '' } } : { $set: { epoch, exceptSid } };
    await upsertNewer((options) => this.#epochs.updateOne({ _id, epoch: { $lt: epoch } }, update, options));
  }

  /** In slices: everyone's epoch may overtake more sessions than one command should. */
  async #overtakeAllBelow({ _id, epoch, exceptSid = '' }: AuditEpochDocument): Promise<void> {
    const userId = userOfKey(_id);
    const below = userId === undefined ? { realmEpoch: { $lt: epoch } } : { userId, userEpoch: { $lt: epoch } };
    for (let last: string | undefined; ;) {
      const seq = last === undefined ? { $gte: '' } : { $gte: '', $lt: last };
      const slice = { ...below, isLive: true as const, _id: { $ne: exceptSid }, seq };
      const found = await answer(() =>
        this.#sessions
          .find(slice, { seq: 1 })
          .sort({ seq: -1 })
          .limit(MARKED_AT_ONCE)
          .lean<Pick<AuditSessionDocument, '_id' | 'seq'>[]>(),
      );
      await this.#overtake(found.map((session) => session._id));
      last = found.at(-1)?.seq;
      if (found.length < MARKED_AT_ONCE) return;
    }
  }

  async #overtake(sids: readonly string[]): Promise<void> {
    if (sids.length === 0) return;
    await persist(() => this.#sessions.updateMany({ _id: { $in: sids } }, { $unset: { isLive: '' } }));
  }
}

const REALM = ownerKey({ type: 'realm' });

function isOvertaken(session: SessionSummary, latest: ReadonlyMap<string, AuditEpochDocument>): boolean {
  const isBelow = (own: number, epoch: AuditEpochDocument | undefined): boolean =>
    epoch !== undefined && own < epoch.epoch && session.sid !== epoch.exceptSid;
  return (
    isBelow(session.userEpoch, latest.get(userKey(session.userId))) || isBelow(session.realmEpoch, latest.get(REALM))
  );
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
