import type { AuditCount, AuditCountRequest } from '@atlasnode/session-engine';
import { endReason, SESSION_EVENT_TYPES } from '@atlasnode/session-events';
import type { Model } from 'mongoose';
import { answer } from '../persist.js';
import { hourText, type AuditEventDocument } from './audit-event.schema.js';
import { sequenceRange } from './event-filter.js';

/** Counted from indexes alone. */
export async function countEvents(
  events: Model<AuditEventDocument>,
  { by, fromMs, toMs }: AuditCountRequest,
): Promise<readonly AuditCount[]> {
  const seq = sequenceRange({ fromMs, toMs });
  switch (by) {
    case 'type':
      return perKey(SESSION_EVENT_TYPES, (type) => answer(() => events.countDocuments({ type, seq })));
    case 'reason':
      return perKey(endReason.options, (key) =>
        answer(() => events.countDocuments({ endReason: { $exists: true, $eq: key }, seq })),
      );
    case 'hour':
      return perHour(events, seq);
  }
}

async function perKey<Key extends string>(
  keys: readonly Key[],
  count: (key: Key) => Promise<number>,
): Promise<readonly AuditCount[]> {
  const counts = await Promise.all(keys.map(async (key) => ({ key, count: await count(key) })));
  return counts.filter((each) => each.count > 0).toSorted((left, right) => (left.key < right.key ? -1 : 1));
}

async function perHour(
  events: Model<AuditEventDocument>,
  seq: ReturnType<typeof sequenceRange>,
): Promise<readonly AuditCount[]> {
  const hours = await answer(() =>
    events
      .aggregate<{ readonly _id: number; readonly count: number }>()
      .match({ seq })
      .group({ _id: '$hour', count: { $sum: 1 } }),
  );
  return hours.toSorted((left, right) => left._id - right._id).map(({ _id, count }) => ({ key: hourText(_id), count }));
}
