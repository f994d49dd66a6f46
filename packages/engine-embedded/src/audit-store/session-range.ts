import type { AuditSession, AuditSessionFilter } from '@atlasnode/session-engine';
import type { RecordedEvent } from '@atlasnode/session-events';
import { withoutNul } from '../sqlite/parameters.js';
import { text, type SqlRow } from '../sqlite/row.js';
import { FIRST_SEQUENCE, LAST_SEQUENCE, type Condition, type SequenceRange } from './range-walk.js';
import { parseStored } from '../sqlite/stored-json.js';

const USER = "SELECT %s FROM audit_epochs WHERE owner = 'user:' || user_id";
const REALM = "SELECT %s FROM audit_epochs WHERE owner = 'realm'";

/** Not below the epoch of its owner, unless it is the exception of the latest one. */
function passes(column: 'user_epoch' | 'realm_epoch', owner: string): string {
  return `(${column} >= coalesce((${owner.replace('%s', 'epoch')}), 0) OR sid = (${owner.replace('%s', 'except_sid')}))`;
}

const PASSES_EPOCHS = `${passes('user_epoch', USER)} AND ${passes('realm_epoch', REALM)}`;

export function sessionRange({ userId, liveAtMs, search }: AuditSessionFilter): SequenceRange {
  const isOfUser: Condition[] = userId === undefined ? [] : [{ sql: 'user_id = ?', values: [userId] }];
  // As text, not as a parameter: a partial index serves only a query that states its condition.
  const isActive: Condition[] = liveAtMs === undefined ? [] : [{ sql: "status = 'active'", values: [] }];
  const isLive: Condition[] =
    liveAtMs === undefined ? [] : [{ sql: `due_at_ms > ? AND ${PASSES_EPOCHS}`, values: [liveAtMs] }];
  const rest = [...isLive, ...matches(search)];
  const bounds = { from: FIRST_SEQUENCE, to: LAST_SEQUENCE };
  if (userId !== undefined) {
    return {
      source: 'audit_sessions INDEXED BY audit_sessions_by_user',
      indexed: isOfUser,
      narrowed: [...isActive, ...rest],
      ...bounds,
    };
  }
  if (liveAtMs !== undefined) {
    return { source: 'audit_sessions INDEXED BY audit_sessions_active', indexed: isActive, narrowed: rest, ...bounds };
  }
  return { source: 'audit_sessions', indexed: [], narrowed: rest, ...bounds };
}

function matches(search: string | undefined): Condition[] {
  const term = withoutNul(search?.toLowerCase() ?? '');
  return term === '' ? [] : [{ sql: '(instr(search, ?) > 0 OR sid = ?)', values: [term, term] }];
}

/** The event that says what a session of `audit_sessions` is. */
export const LATEST_EVENT =
  "(SELECT body FROM audit_events e WHERE e.stream = 'session:' || audit_sessions.sid AND e.ordinal = audit_sessions.ordinal)";

export function asAuditSession(row: SqlRow): AuditSession {
  const event = parseStored<RecordedEvent>(text(row, 0));
  if (!('session' in event.data)) throw new TypeError(`${event.id} is no event of a session`);
  return { session: event.data.session, version: event.version };
}
