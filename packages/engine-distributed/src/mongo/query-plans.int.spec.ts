import { randomBytes } from 'node:crypto';
import { enginesForTests } from '@atlasnode/local-engines/for-tests';
import {
  buildCommits,
  buildCreated,
  buildEntry,
  buildEveryoneRevoked,
  buildExpired,
  buildRevoked,
  buildSession,
  buildUserRevoked,
  newSid,
} from '@atlasnode/testkit';
import { commitId, sessionStream } from '@atlasnode/session-events';
import type { Connection, mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Lifetime } from '../lifetime.js';
import { createAuditStore } from './audit-store/audit-store.js';
import { createCommitStore } from './commit-store/commit-store.js';
import { createDirectory } from './directory/directory.js';
import { createKeyStore } from './key-store/key-store.js';
import { provisionMongo } from './models.js';
import { MongoConnection } from './mongo-connection.js';

type Plan = mongo.Document;
/** A command that reads. */
type Query = mongo.Document;

const MANY = 200;

describe.skipIf(enginesForTests() === undefined)('plans of the queries', () => {
  let opened: MongoConnection;
  let connection: Connection;
  const lifetime = new Lifetime();
  const queries: Query[] = [];

  beforeAll(async () => {
    opened = await MongoConnection.forRequests({
      url: enginesForTests()?.ATLAS_MONGO_URL ?? '',
      database: `plans-${randomBytes(6).toString('hex')}`,
      monitorCommands: true,
    });
    ({ connection } = opened);
    await provisionMongo(connection);
    connection.getClient().on('commandStarted', ({ command }) => queries.push(...queriesOf(command)));
  }, 60_000);

  afterAll(async () => {
    await connection.dropDatabase();
    await opened.close();
  }, 60_000);

  /** Runs the calls and explains each query they made, once for each shape. */
  async function explained(calls: () => Promise<unknown>): Promise<ReadonlyMap<string, Plan>> {
    queries.length = 0;
    await calls();
    const shapes = new Map(queries.map((query) => [shapeOf(query), query]));
    const plans = new Map<string, Plan>();
    for (const [shape, query] of shapes)
      plans.set(shape, await connection.db!.command({ explain: query, verbosity: 'executionStats' }));
    return plans;
  }

  async function expectServedByIndexes(calls: () => Promise<unknown>, mostExamined: number): Promise<void> {
    const plans = await explained(calls);
    expect(plans.size).toBeGreaterThan(0);
    const faults = [...plans].flatMap(([shape, plan]) =>
      faultsOfPlan(plan, mostExamined).map((fault) => `${fault}: ${shape}`),
    );
    expect(faults).toStrictEqual([]);
  }

  it('the commit store reads by index', { timeout: 60_000 }, async () => {
    const commits = createCommitStore(connection, lifetime);
    const streams = Array.from({ length: MANY }, () => sessionStream(newSid()));
    for (const stream of streams)
      await Promise.all(buildCommits(stream, 3, { pendingSince: 5 }).map((commit) => commits.append(commit)));
    const [first] = streams as [(typeof streams)[number]];
    await expectServedByIndexes(async () => {
      await commits.loadNewest(first);
      await commits.readStream(first, { fromVersion: 2, limit: 5 });
      const { next = '' } = await commits.pending({ pendingBeforeMs: 10, limit: 5 });
      await commits.pending({ pendingBeforeMs: 10, limit: 5, after: next });
      await commits.pending({ pendingBeforeMs: 10, limit: 5, after: `5#${commitId(first, 2)}` });
      await commits.pendingOf(first, 9);
      await commits.clearPending([`${first}@0000000001`, `${first}@0000000002`]);
      await commits.streams({ limit: 5 });
      await commits.streams({ limit: 5, after: first });
    }, 10);
  });

  it('the directory reads by index', { timeout: 60_000 }, async () => {
    const directory = createDirectory(connection, lifetime);
    const userId = 'one of many';
    const entries = Array.from({ length: MANY }, (_, index) =>
      buildEntry({ ...(index % 20 === 0 ? { userId } : {}), checkAtMs: 1_000 + index }),
    );
    await Promise.all(entries.map((entry) => directory.upsert(entry)));
    for (const [index, { userId: other }] of entries.entries())
      await directory.raiseEpoch({ type: 'user', userId: other }, 1 + index);
    const owner = { type: 'user', userId } as const;
    const [first] = entries as [(typeof entries)[number]];
    await expectServedByIndexes(async () => {
      await directory.find(first.sid);
      const page = await directory.activeOfUser(userId, { limit: 5 });
      await directory.activeOfUser(userId, { limit: 5, after: page.next! });
      const active = await directory.active({ limit: 5 });
      await directory.active({ limit: 5, after: active.next! });
      const due = await directory.due(1_100, { limit: 5 });
      await directory.due(1_100, { limit: 5, after: due.next! });
      await directory.postpone(first.sid, 2_000);
      await directory.upsert({ ...first, version: 2 });
      await directory.raiseEpoch(owner, 3_000);
      await directory.markEndedThrough(owner, 2);
      await directory.epochOf(owner);
      const unfinished = await directory.unfinishedEpochs({ limit: 5 });
      await directory.unfinishedEpochs({ limit: 5, after: unfinished.next! });
      await directory.raiseMaxAccessTokenLifetime(5);
    }, 10);
  });

  it('the key store reads by index', { timeout: 60_000 }, async () => {
    const keys = createKeyStore(connection, lifetime);
    const code = { codeHash: newSid(), adminId: 'ada', issuedBy: 'cli', expiresAtMs: 1_000 };
    await expectServedByIndexes(async () => {
      await keys.addSignInCode(code);
      await keys.takeSignInCode(code.codeHash, 5);
      await keys.takeSignInCode(code.codeHash, 5);
      await keys.signingKeys();
    }, 5);
  });

  it('the audit store reads by index', { timeout: 120_000 }, async () => {
    const audit = createAuditStore(connection, lifetime);
    const userId = 'one of many';
    const sessions = Array.from({ length: MANY }, (_, index) =>
      buildSession({
        ...(index % 20 === 0 ? { userId } : {}),
        createdAtMs: 1_000_000 + index,
        device: { ip: `10.0.0.${index}`, label: `phone ${index}` },
      }),
    );
    await audit.write(sessions.map((session, index) => buildCreated(session, { atMs: 1_000_000 + index })));
    await audit.write(sessions.slice(100).map((session) => buildRevoked(session, { atMs: 2_000_000 })));
    await audit.write([
      buildUserRevoked(userId, 1),
      buildEveryoneRevoked(1),
      buildExpired(sessions[3] ?? buildSession()),
    ]);
    const [{ sid }] = sessions as [(typeof sessions)[number]];
    const range = { fromMs: 1_000_000, toMs: 3_000_000 };
    await expectServedByIndexes(async () => {
      const page = await audit.events({}, { limit: 5 });
      await audit.events({}, { limit: 5, after: page.next! });
      await audit.events({ sid }, { limit: 5 });
      await audit.events({ userId, ...range }, { limit: 5 });
      await audit.events({ type: 'SessionExpired' }, { limit: 5 });
      await audit.events({ actorType: 'admin' }, { limit: 5 });
      await audit.events({ actorId: 'nobody' }, { limit: 5 });
      await audit.events({ ip: '10.0.0.7' }, { limit: 5 });
      await audit.timeline(sid, { limit: 5 });
      await audit.session(sid);
      const listed = await audit.sessions({}, { limit: 5 });
      await audit.sessions({}, { limit: 5, after: listed.next! });
      await audit.sessions({ userId }, { limit: 5 });
      await audit.sessions({ liveAtMs: 1 }, { limit: 5 });
      await audit.write([buildCreated(buildSession({ userId })), buildUserRevoked(userId, 2)]);
    }, 30);
    // These read what they count, or every text they search: by an index too, but not a handful.
    await expectServedByIndexes(async () => {
      await audit.sessions({ search: 'phone 77' }, { limit: 5 });
      await audit.countSessions({ liveAtMs: 1 });
      await audit.countSessions({});
      for (const by of ['hour', 'type', 'reason'] as const) await audit.counts({ by, ...range });
    }, 2 * MANY);
  });

  it('a query without an index is told', async () => {
    const find = { find: 'directory', filter: { clientId: 'demo' }, sort: { version: 1 } };
    const plan: Plan = await connection.db!.command({ explain: find, verbosity: 'executionStats' });
    expect(faultsOfPlan(plan, 10).join()).toContain('COLLSCAN');
  });
});

/** What a command looks for, in a form that can be explained. */
function queriesOf(command: mongo.Document): readonly Query[] {
  if ('explain' in command) return [];
  if ('find' in command) return [asFind(command)];
  if ('aggregate' in command) return [{ aggregate: command['aggregate'], pipeline: command['pipeline'], cursor: {} }];
  if (!('update' in command)) return [];
  return command['updates'].map(({ q }: mongo.Document) => ({ find: command['update'], filter: q }));
}

function asFind(command: mongo.Document): Query {
  const clauses = ['find', 'filter', 'sort', 'limit', 'projection'].filter((clause) => command[clause] !== undefined);
  return Object.fromEntries(clauses.map((clause) => [clause, command[clause]]));
}

/** The query with its values left out. */
function shapeOf(query: Query): string {
  const isNamed = (key: string): boolean => key === 'find' || key === 'aggregate';
  return JSON.stringify(query, (key, value: unknown) =>
    typeof value === 'object' || isNamed(key) ? value : typeof value,
  );
}

const GOOD_STAGES = /^(?:IXSCAN|EXPRESS_.+|IDHACK|COUNT_SCAN|DISTINCT_SCAN)$/;
const PASSING_STAGES = /^(?:FETCH|LIMIT|PROJECTION_.+|SHARD_.+|COUNT|GROUP|EOF)$/;

/** Scans and sorts in the plan that won, and too many documents looked at. */
function faultsOfPlan(plan: Plan, mostExamined: number): readonly string[] {
  const cursors: Plan[] = [plan, ...(plan['stages'] ?? []).map((stage: Plan) => stage['$cursor'])].filter(
    (each: Plan | undefined) => each?.['queryPlanner'] !== undefined,
  );
  if (cursors.length === 0) return ['nothing was explained'];
  return cursors.flatMap(({ queryPlanner, executionStats }) => {
    const stages = stagesOf(queryPlanner.winningPlan);
    const bad = stages.filter((stage) => !GOOD_STAGES.test(stage) && !PASSING_STAGES.test(stage));
    const examined: number = executionStats.totalDocsExamined;
    return [
      ...bad,
      ...(stages.some((stage) => GOOD_STAGES.test(stage)) ? [] : ['no index']),
      ...(examined > mostExamined ? [`${examined} documents examined`] : []),
    ];
  });
}

function stagesOf(node: Plan | undefined): readonly string[] {
  if (node === undefined) return [];
  const inputs: readonly (Plan | undefined)[] = [node['inputStage'], node['queryPlan'], ...(node['inputStages'] ?? [])];
  return [...(typeof node['stage'] === 'string' ? [node['stage']] : []), ...inputs.flatMap(stagesOf)];
}
