import type { AuditEventFilter } from '@atlasnode/session-engine';
import { sessionStream } from '@atlasnode/session-events';
import { FIRST_SEQUENCE, LAST_SEQUENCE, type Condition, type SequenceRange } from './range-walk.js';
import { withoutNul } from '../sqlite/parameters.js';
import { sequenceAt } from './sequence.js';

interface IndexedCondition extends Condition {
  readonly index: string;
}

/** What finds the fewest events drives the search; the rest narrows it. */
export function eventRange(filter: AuditEventFilter): SequenceRange {
  const [driver, ...narrowed] = mostSelectiveFirst(filter);
  return {
    source: driver === undefined ? 'audit_events' : `audit_events INDEXED BY ${driver.index}`,
    indexed: driver === undefined ? [] : [driver],
    narrowed,
    from: filter.fromMs === undefined ? FIRST_SEQUENCE : sequenceAt(filter.fromMs),
    to: filter.toMs === undefined ? LAST_SEQUENCE : sequenceAt(filter.toMs) - 1n,
  };
}

function mostSelectiveFirst({
  sid,
  ip,
  actorId,
  userId,
  type,
  actorType,
}: AuditEventFilter): readonly IndexedCondition[] {
  const conditions: ReadonlyArray<readonly [column: string, value: string | undefined, index: string]> = [
    ['stream', sid && sessionStream(sid), 'sqlite_autoindex_audit_events_1'],
    ['ip', ip, 'audit_events_by_ip'],
    ['user_id', userId, 'audit_events_by_user'],
    ['actor_id', actorId, 'audit_events_by_actor'],
    ['type', type, 'audit_events_by_type'],
    ['actor_type', actorType, 'audit_events_by_actor_type'],
  ];
  return conditions.flatMap(([column, value, index]) =>
    value === undefined ? [] : [{ sql: `${column} = ?`, values: [withoutNul(value)], index }],
  );
}
