import type { AuditSessionFilter } from '@atlasnode/session-engine';
import type { QueryFilter } from 'mongoose';
import type { AuditEpochDocument } from './audit-epochs.js';
import type { AuditSessionDocument } from './audit-session.schema.js';
import { searchPattern } from './search-text.js';

/**
 * @param realm the realm's epoch where one was raised
 * @param below the `seq` that the page begins after, the latest started first
 */
export function sessionFilter(
  { liveAtMs, userId, search }: AuditSessionFilter,
  realm: AuditEpochDocument | undefined,
  below?: string,
): QueryFilter<AuditSessionDocument> {
  return {
    ...(userId === undefined ? {} : { userId }),
    ...(search === undefined ? {} : { search: { $regex: searchPattern(search) } }),
    ...(liveAtMs === undefined ? {} : liveAt(liveAtMs, realm)),
    seq: { $gte: '', ...(below === undefined ? {} : { $lt: below }) },
  };
}

function liveAt(liveAtMs: number, realm: AuditEpochDocument | undefined): QueryFilter<AuditSessionDocument> {
  const belowRealm =
    realm === undefined ? {} : { $nor: [{ realmEpoch: { $lt: realm.epoch }, _id: { $ne: realm.exceptSid ?? '' } }] };
  return { status: 'active', dueAtMs: { $gt: liveAtMs }, isOvertaken: { $exists: false }, ...belowRealm };
}
