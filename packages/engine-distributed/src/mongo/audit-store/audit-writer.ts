import type { AuditWrite } from '@atlasnode/session-engine';
import type { RecordedEvent } from '@atlasnode/session-events';
import type { Model } from 'mongoose';
import { refusedAsDuplicate } from '../bulk-failure.js';
import { driverCollection } from '../driver-collection.js';
import { answer, persist } from '../persist.js';
import type { AuditEpochs } from './audit-epochs.js';
import { toEventDocument, type AuditEventDocument } from './audit-event.schema.js';
import {
  newestOfEachSession,
  toSessionFields,
  type AuditSessionDocument,
  type OfSession,
} from './audit-session.schema.js';

/** So that no command comes near the socket's timeout. */
const EVENTS_PER_COMMAND = 250;

export class AuditWriter {
  readonly #events: Model<AuditEventDocument>;
  readonly #sessions: Model<AuditSessionDocument>;
  readonly #epochs: AuditEpochs;

  constructor(events: Model<AuditEventDocument>, sessions: Model<AuditSessionDocument>, epochs: AuditEpochs) {
    this.#events = events;
    this.#sessions = sessions;
    this.#epochs = epochs;
  }

  async write(events: readonly RecordedEvent[]): Promise<AuditWrite> {
    const conflicts: string[] = [];
    for (let from = 0; from < events.length; from += EVENTS_PER_COMMAND)
      conflicts.push(...(await this.#writeSome(events.slice(from, from + EVENTS_PER_COMMAND))));
    return { conflicts };
  }

  async #writeSome(events: readonly RecordedEvent[]): Promise<readonly string[]> {
    const sessions = newestOfEachSession(events);
    const [repeated] = await Promise.all([this.#insert(events), this.#upsert(sessions)]);
    await this.#epochs.follow(events, sessions);
    return this.#conflictsAmong(repeated);
  }

  /** @returns the events whose ids were there */
  #insert(events: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]> {
    const inserts = events.map((event) => ({ insertOne: { document: toEventDocument(event) } }));
    return persist(async () => {
      const repeated = await duplicatesOf(() => driverCollection(this.#events).bulkWrite(inserts, { ordered: false }));
      return repeated.map((at) => events[at]).filter((event) => event !== undefined);
    });
  }

  async #upsert(sessions: readonly OfSession[]): Promise<void> {
    if (sessions.length === 0) return;
    const updates = sessions.map((event) => {
      const fields = toSessionFields(event);
      const filter = { _id: event.data.session.sid, order: { $lt: fields.order } };
      // Whether an epoch has overtaken it is looked for when all are written.
      if (fields.status === 'active') return { filter, update: { $set: { ...fields, isLive: true as const } } };
      return { filter, update: { $set: fields, $unset: { isLive: '' as const } } };
    });
    await persist(async () => {
      const collection = driverCollection(this.#sessions);
      const upserts = updates.map((update) => ({ updateOne: { ...update, upsert: true } }));
      const repeated = await duplicatesOf(() => collection.bulkWrite(upserts, { ordered: false }));
      // One is there by now: it stays where it is as new or newer.
      const again = repeated.map((at) => updates[at]).filter((update) => update !== undefined);
      if (again.length === 0) return;
      await collection.bulkWrite(
        again.map((updateOne) => ({ updateOne })),
        { ordered: false },
      );
    });
  }

  async #conflictsAmong(repeated: readonly RecordedEvent[]): Promise<readonly string[]> {
    if (repeated.length === 0) return [];
    const ids = repeated.map(({ id }) => id);
    const stored = await answer(() =>
      this.#events.find({ _id: { $in: ids } }, { hash: 1 }).lean<Pick<AuditEventDocument, '_id' | 'hash'>[]>(),
    );
    const hashes = new Map(stored.map(({ _id, hash }) => [_id, hash]));
    return repeated.filter(({ id, hash }) => hashes.get(id) !== hash).map(({ id }) => id);
  }
}

async function duplicatesOf(write: () => Promise<unknown>): Promise<readonly number[]> {
  try {
    await write();
    return [];
  } catch (error) {
    return refusedAsDuplicate(error);
  }
}
