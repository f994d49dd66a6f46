import type { AuditSessionFilter } from '@atlasnode/session-engine';
import type { QueryFilter } from 'mongoose';
import type { AuditSessionDocument } from './audit-session.schema.js';
import { searchPattern } from './search-text.js';

/** @param below the `seq` that the page begins after, the latest started first */
export function sessionFilter(
  { liveAtMs, userId, search }: AuditSessionFilter,
  below?: string,
): QueryFilter<AuditSessionDocument> {
  return {
    ...(userId === undefined ? {} : { userId }),
    ...(search === undefined ? {} : { search: { $regex: searchPattern(search) } }),
    ...(liveAtMs === undefined ? {} : { isLive: true as const, dueAtMs: { $gt: liveAtMs } }),
    seq: { $gte: '', ...(below === undefined ? {} : { $lt: below }) },
  };
}
