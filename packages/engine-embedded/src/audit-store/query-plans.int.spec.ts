import type { AuditEventFilter, AuditSessionFilter } from '@atlasnode/session-engine';
import { buildCreated, buildSession } from '@atlasnode/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Connection, type Statement } from '../sqlite/connection.js';
import { GroupWriter } from '../sqlite/group-writer.js';
import { MIGRATIONS } from '../sqlite/schema.js';
import { createCommitStore } from '../commit-store/commit-store.js';
import { createDirectory } from '../directory/directory.js';
import type { EngineContext } from '../engine-context.js';
import { createEventLog } from '../event-log/event-log.js';
import { createJobScheduler } from '../job-scheduler/job-scheduler.js';
import { createKeyStore } from '../key-store/key-store.js';
import { createRevocationChannel } from '../revocation-channel/revocation-channel.js';
import { createAuditStore } from './audit-store.js';

/** Remembers every statement that is prepared. */
class RecordingConnection extends Connection {
  readonly prepared = new Set<string>();

  override prepare(sql: string): Statement {
    if (!sql.startsWith('EXPLAIN') && !sql.startsWith('PRAGMA')) this.prepared.add(sql);
    return super.prepare(sql);
  }
}

let connection: RecordingConnection;
let context: EngineContext;

beforeEach(() => {
  connection = new RecordingConnection(':memory:');
  for (const script of MIGRATIONS) connection.execute(script);
  context = { connection, writer: new GroupWriter(connection, () => undefined), nowMs: Date.now };
});
afterEach(() => connection.close());

/** Steps of the plan that read a whole table or sort what was found. */
function slowSteps(sql: string): readonly string[] {
  const parameters = new Set(
    [...sql.replace(/'[^']*'/g, '').matchAll(/\?\d*/g)].map(([name], index) => (name === '?' ? index : name)),
  );
  const plan = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(Array.from(parameters, () => null));
  return plan.map((row) => String(row[3])).filter((step) => /^SCAN|TEMP B-TREE/.test(step) && !isHarmless(step, sql));
}

/** Tables of one row, of a few rows, or what a subquery bounded by its LIMIT has found. */
const SMALL =
  /^SCAN (channel_clock|pending_mark|pending_commits|signing_keys|sign_in_codes|\(subquery-\d+\)|CONSTANT ROW)/;
/** The whole list in its order: the LIMIT ends the walk. */
const ORDERED_WALK = /^SCAN (commits USING COVERING INDEX|epochs USING INDEX epochs_unfinished)/;

/** What is sorted is small: a handful of keys, the hours of a chart. */
function sortsLittle(sql: string): boolean {
  return sql.includes('FROM signing_keys') || sql.includes('GROUP BY 1');
}

function isHarmless(step: string, sql: string): boolean {
  return SMALL.test(step) || ORDERED_WALK.test(step) || (step.startsWith('USE TEMP B-TREE') && sortsLittle(sql));
}

const EVENT_FILTERS: readonly AuditEventFilter[] = [
  { fromMs: 1, toMs: 2 },
  { userId: 'bob' },
  { type: 'SessionCreated' },
  { actorType: 'admin' },
  { actorType: 'user' },
  { actorId: 'ada' },
  { ip: '192.0.2.7' },
  { userId: 'bob', type: 'SessionCreated', actorType: 'admin', actorId: 'ada', ip: '192.0.2.7', fromMs: 1, toMs: 2 },
];
const SESSION_FILTERS: readonly AuditSessionFilter[] = [
  { liveAtMs: 5 },
  { userId: 'bob' },
  { userId: 'bob', liveAtMs: 5 },
  { search: 'bob' },
  { search: 'bob', liveAtMs: 5 },
  { search: 'bob', liveAtMs: 5, userId: 'bob' },
];

describe('the query plans', () => {
  it('of every statement of the audit store read by an index, whatever the filter, and sort nothing', async () => {
    const audit = createAuditStore(context);
    await audit.write(Array.from({ length: 20 }, () => buildCreated(buildSession({ userId: 'bob' }))));
    for (const filter of EVENT_FILTERS) await audit.events(filter, { limit: 5 });
    for (const filter of SESSION_FILTERS) {
      await audit.sessions(filter, { limit: 5 });
      await audit.countSessions(filter);
    }
    expect(connection.prepared.size).toBeGreaterThan(30);
    for (const sql of connection.prepared) expect(slowSteps(sql), sql).toStrictEqual([]);
  });

  it("of one session's events may sort them: they are few", async () => {
    await createAuditStore(context).events({ sid: buildSession().sid }, { limit: 5 });
    const bySession = [...connection.prepared].filter((sql) => sql.includes('sqlite_autoindex_audit_events_1'));
    expect(bySession.length).toBeGreaterThan(0);
    for (const sql of bySession) expect(slowSteps(sql)).toStrictEqual(['USE TEMP B-TREE FOR ORDER BY']);
  });

  it('of every other port read by an index', () => {
    createCommitStore(context);
    createDirectory(context);
    createEventLog(context);
    createRevocationChannel(context);
    createJobScheduler(context);
    createKeyStore(context);
    const slow = [...connection.prepared]
      .map((sql) => [sql, ...slowSteps(sql)])
      .filter(([, step]) => step !== undefined);
    expect(slow).toStrictEqual([]);
  });
});
