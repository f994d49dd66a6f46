import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { startLocalEngines, type LocalEngines } from '@atlasnode/local-engines';
import { enginesForTests } from '@atlasnode/local-engines/for-tests';
import { isEngineError, type Commit, type CommitStore } from '@atlasnode/session-engine';
import { sessionStream } from '@atlasnode/session-events';
import { buildCommit, eventually, newSid, sleep } from '@atlasnode/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Lifetime } from '../../lifetime.js';
import { provisionMongo } from '../models.js';
import { MongoConnection } from '../mongo-connection.js';
import { createCommitStore } from './commit-store.js';

const WRITERS = 6;
const MINUTES = { timeout: 120_000 };

/**
 * The threat: a write that is applied although its caller saw an error. Two writers then believe that they have the same version, or
 * one repeats a command that happened.
 */
describe.skipIf(enginesForTests() === undefined)('commit store while its database fails', () => {
  let engines: LocalEngines;
  let opened: MongoConnection;
  let commits: CommitStore;

  beforeAll(async () => {
    engines = await startLocalEngines({ started: ['mongo'] });
    opened = await MongoConnection.forRequests({ url: engines.env.ATLAS_MONGO_URL });
    await provisionMongo(opened.connection);
    commits = createCommitStore(opened.connection, new Lifetime());
  }, 120_000);

  afterAll(async () => {
    await opened.close();
    await engines.stop();
  }, 60_000);

  it('killed and frozen: of all writers of a version exactly one is told that it has it', MINUTES, async () => {
    await expectOneWinnerEach(commits, async () => {
      for (let round = 0; round < 3; round += 1) {
        await sleep(700);
        await engines.mongo.kill();
        await engines.mongo.start();
      }
      await sleep(700);
      engines.mongo.freeze();
      // Past the deadline of the calls: they end not knowing, and what they sent may be applied later.
      await sleep(5_500);
      engines.mongo.thaw();
      await sleep(700);
    });
  });

  it('answers lost on the way: a writer whose command was applied is told that it was', MINUTES, async () => {
    const proxy = await losingAnswers(portOf(engines.env.ATLAS_MONGO_URL));
    const url = engines.env.ATLAS_MONGO_URL.replace(/:\d+\//, `:${proxy.port}/`);
    const behind = await MongoConnection.forRequests({ url });
    await expectOneWinnerEach(createCommitStore(behind.connection, new Lifetime()), () => sleep(4_000));
    expect(proxy.lost).toBeGreaterThan(5);
    await behind.close();
    proxy.close();
  });

  it('a database that is away costs a caller its deadline and no more, and says what is known', MINUTES, async () => {
    engines.mongo.freeze();
    const startedAt = performance.now();
    const failure: unknown = await commits
      .append(buildCommit(sessionStream(newSid())))
      .catch((error: unknown) => error);
    const tookMs = performance.now() - startedAt;
    engines.mongo.thaw();
    expect(isEngineError(failure) && failure.retriable).toBe(true);
    expect(tookMs).toBeLessThan(6_000);
    await eventually(() => commits.append(buildCommit(sessionStream(newSid()))));
  });
});

/** Writers that load, append and load again, on the same few streams, while something fails. */
async function expectOneWinnerEach(commits: CommitStore, fail: () => Promise<unknown>): Promise<void> {
  const streams = Array.from({ length: 3 }, () => sessionStream(newSid()));
  const acknowledged = new Map<string, string[]>();
  let isOver = false;

  async function write(writer: number): Promise<void> {
    for (let round = writer; !isOver; round += 1) {
      const stream = streams[round % streams.length] ?? sessionStream(newSid());
      const newest = await commits.loadNewest(stream).catch(() => 'unknown' as const);
      if (newest === 'unknown') continue;
      const commit = buildCommit(stream, (newest?.version ?? 0) + 1);
      if (await isAppended(commits, commit))
        acknowledged.set(commit.id, [...(acknowledged.get(commit.id) ?? []), commit.commandId]);
    }
  }

  const writers = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  await fail();
  isOver = true;
  await writers;

  expect([...acknowledged].filter(([, winners]) => winners.length > 1)).toStrictEqual([]);
  expect(acknowledged.size).toBeGreaterThan(30);
  const all = await Promise.all(
    streams.map((stream) => eventually(() => commits.readStream(stream, { limit: 100_000 }))),
  );
  for (const stored of all) expect(stored.map(({ version }) => version)).toStrictEqual(stored.map((_, at) => at + 1));
  // What is stored was acknowledged, and what was acknowledged is stored: nobody was left in doubt, or told wrong.
  const stored = all.flat().map(({ id, commandId }) => `${id} ${commandId}`);
  const told = [...acknowledged].map(([id, [commandId]]) => `${id} ${String(commandId)}`);
  expect(stored.toSorted()).toStrictEqual(told.toSorted());
}

/** Repeats the same commit until it is known what became of it. */
async function isAppended(commits: CommitStore, commit: Commit): Promise<boolean> {
  for (;;) {
    try {
      await commits.append(commit);
      return true;
    } catch (error) {
      if (isEngineError(error, 'VERSION_CONFLICT')) return false;
      if (!isEngineError(error)) throw error;
      await sleep(50);
    }
  }
}

interface Proxy {
  readonly port: number;
  readonly lost: number;
  close(): void;
}

const LOST_SHARE = 0.03;

/** Hands everything to the server, and now and then breaks the connection instead of handing back its answer. */
async function losingAnswers(port: number): Promise<Proxy> {
  let lost = 0;
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const side of [client, upstream]) side.on('error', end).on('close', end);
    client.on('data', (data) => upstream.write(data));
    upstream.on('data', (data) => {
      if (Math.random() > LOST_SHARE) {
        client.write(data);
        return;
      }
      lost += 1;
      end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the proxy has no port');
  return {
    port: address.port,
    get lost() {
      return lost;
    },
    close: () => server.close(),
  };
}

function portOf(url: string): number {
  return Number(/:(\d+)\//.exec(url)?.[1]);
}
