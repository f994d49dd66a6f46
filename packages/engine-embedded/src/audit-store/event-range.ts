import type { AuditEventFilter } from '@atlasnode/session-engine';
import { sessionStream, type ActorType } from '@atlasnode/session-events';
import { FIRST_SEQUENCE, LAST_SEQUENCE, type Condition, type SequenceRange } from './range-walk.js';
import { withoutNul } from '../sqlite/parameters.js';
import { sequenceAt } from './sequence.js';

interface IndexedCondition extends Condition {
  readonly index: string;
}

/** Of these there is an index; users and services act in nearly every event. */
const RARE_ACTORS: readonly ActorType[] = ['admin', 'policy', 'system'];
/** As the index has it, to the letter: only so does a query use it. */
const IS_RARE_ACTOR = "actor_type IN ('admin', 'policy', 'system')";

/** What finds the fewest events drives the search; the rest narrows it. */
export function eventRange(filter: AuditEventFilter): SequenceRange {
  const { actorType, fromMs, toMs } = filter;
  const [driver, ...narrowed] = mostSelectiveFirst(filter);
  const byActorType: Condition[] = actorType === undefined ? [] : [{ sql: 'actor_type = ?', values: [actorType] }];
  const bounds = {
    from: fromMs === undefined ? FIRST_SEQUENCE : sequenceAt(fromMs),
    to: toMs === undefined ? LAST_SEQUENCE : sequenceAt(toMs) - 1n,
  };
  if (driver !== undefined) {
    return {
      source: `audit_events INDEXED BY ${driver.index}`,
      indexed: [driver],
      narrowed: [...narrowed, ...byActorType],
      ...bounds,
    };
  }
  if (actorType !== undefined && RARE_ACTORS.includes(actorType)) {
    const indexed = [{ sql: IS_RARE_ACTOR, values: [] }, ...byActorType];
    return { source: 'audit_events INDEXED BY audit_events_by_actor_type', indexed, narrowed: [], ...bounds };
  }
  return { source: 'audit_events', indexed: [], narrowed: byActorType, ...bounds };
}

function mostSelectiveFirst({ sid, ip, actorId, userId, type }: AuditEventFilter): readonly IndexedCondition[] {
  const conditions: ReadonlyArray<readonly [column: string, value: string | undefined, index: string]> = [
    ['stream', sid && sessionStream(sid), 'sqlite_autoindex_audit_events_1'],
    ['ip', ip, 'audit_events_by_ip'],
    ['user_id', userId, 'audit_events_by_user'],
    ['actor_id', actorId, 'audit_events_by_actor'],
    ['type', type, 'audit_events_by_type'],
  ];
  return conditions.flatMap(([column, value, index]) =>
    value === undefined ? [] : [{ sql: `${column} = ?`, values: [withoutNul(value)], index }],
  );
}
