import type { AuditEventFilter } from '@atlasnode/session-engine';
import { sessionStream } from '@atlasnode/session-events';
import type { QueryFilter } from 'mongoose';
import { sortableInstant } from '../page-cursor.js';
import type { AuditEventDocument } from './audit-event.schema.js';

/** @param below the `seq` that the page begins after, newest first */
export function eventFilter(filter: AuditEventFilter, below?: string): QueryFilter<AuditEventDocument> {
  const { sid, fromMs, toMs, ...equal } = filter;
  return {
    ...Object.fromEntries(Object.entries(equal).filter(([, value]) => value !== undefined)),
    ...(sid === undefined ? {} : { stream: sessionStream(sid) }),
    seq: sequenceRange({ fromMs, toMs, below }),
  };
}

export interface SequenceBounds {
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly below?: string | undefined;
}

/** Always a range, so that the index in this order is the one to read. */
export function sequenceRange({ fromMs, toMs, below }: SequenceBounds): { $gte: string; $lt?: string } {
  const end = [below, toMs === undefined ? undefined : sortableInstant(toMs)].filter((each) => each !== undefined);
  const [lowest] = end.toSorted();
  const from = { $gte: fromMs === undefined ? '' : sortableInstant(fromMs) };
  return lowest === undefined ? from : { ...from, $lt: lowest };
}
