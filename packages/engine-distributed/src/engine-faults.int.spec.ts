import { CuttableKafka } from '@atlasnode/kafka-broadcast';
import { startLocalEngines, type LocalEngines } from '@atlasnode/local-engines';
import { enginesForTests } from '@atlasnode/local-engines/for-tests';
import { isEngineError } from '@atlasnode/session-engine';
import {
  buildCommit,
  buildCreated,
  buildRevoked,
  buildSession,
  buildSessionNotice,
  eventually,
  newSid,
  sleep,
} from '@atlasnode/testkit';
import { sessionStream, type RecordedEvent } from '@atlasnode/session-events';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DistributedOptions } from './distributed-options.js';
import type { EngineFault } from './fault.js';
import { openDistributedEngine, type DistributedEngine } from './open-distributed-engine.js';
import { provisionDistributed } from './provision-distributed.js';

const MINUTES = { timeout: 180_000 };
const PATIENCE_MS = 60_000;

describe.skipIf(enginesForTests() === undefined)('distributed engine', () => {
  const faults: EngineFault[] = [];
  let engines: LocalEngines;
  let options: DistributedOptions;
  let engine: DistributedEngine;
  let redis: Redis;

  beforeAll(async () => {
    engines = await startLocalEngines();
    options = {
      mongoUrl: engines.env.ATLAS_MONGO_URL,
      kafkaBrokers: [engines.env.ATLAS_KAFKA_BROKERS],
      redisUrl: engines.env.ATLAS_REDIS_URL,
    };
    redis = new Redis(options.redisUrl);
    redis.on('error', () => undefined);
    engine = await openDistributedEngine({ ...options, onFault: (fault) => faults.push(fault) });
  }, 180_000);

  afterAll(async () => {
    await engine.close();
    redis.disconnect();
    await engines.stop();
  }, 60_000);

  const unhealthy = async (): Promise<Readonly<Record<string, string>>> =>
    Object.fromEntries(
      (await engine.health()).flatMap(({ part, ok, detail = '' }) => (ok ? [] : [[part, detail] as const])),
    );

  it('names what was not provisioned; provisioning makes it, once, and all is well', MINUTES, async () => {
    expect(await unhealthy()).toMatchObject({
      'commit store': expect.stringContaining('atlas provision'),
      'event log': expect.stringContaining('session.events is missing'),
      'revocation channel': expect.stringContaining('session.revocations is missing'),
    });
    const first = await provisionDistributed({ ...options, eventPartitions: 4 });
    expect(first.faults).toStrictEqual([]);
    expect(first.made).toStrictEqual(
      expect.arrayContaining(['topic session.events', 'topic session.revocations', 'index commits.pending']),
    );
    expect(await provisionDistributed({ ...options, eventPartitions: 4 })).toStrictEqual({ made: [], faults: [] });
    await eventually(async () => expect(await unhealthy()).toStrictEqual({}), PATIENCE_MS);
  });

  it('refuses a topic with other settings and a Redis that evicts, and alters neither', MINUTES, async () => {
    const kafka = new CuttableKafka({
      address: { brokers: options.kafkaBrokers },
      clientId: 'spec',
      requestTimeoutMs: 5_000,
      connectionTimeoutMs: 1_000,
      retry: { retries: 5 },
    });
    const admin = kafka.kafka.admin();
    await admin.connect();
    await admin.createTopics({
      topics: [{ topic: 'wrong.session.revocations', numPartitions: 2 }],
      waitForLeaders: true,
    });
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const { faults: found } = await provisionDistributed({ ...options, namespace: 'wrong' });
    expect(found.join('\n')).toContain('wrong.session.revocations has 2 partitions and needs 1');
    expect(found.join('\n')).toContain('message.timestamp.type=CreateTime and needs LogAppendTime');
    expect(found.join('\n')).toContain('Redis has maxmemory-policy allkeys-lru');
    expect((await unhealthy())['job scheduler']).toContain('noeviction');
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    await admin.disconnect();
    kafka.cut('done');
  });

  it('an event that cannot be understood is kept aside with the reason, and the group goes on', MINUTES, async () => {
    const [before, after] = [aLife(), aLife()];
    const received: string[] = [];
    await engine.eventLog.publish(before);
    const kafka = new CuttableKafka({
      address: { brokers: options.kafkaBrokers },
      clientId: 'spec',
      requestTimeoutMs: 5_000,
      connectionTimeoutMs: 1_000,
      retry: { retries: 5 },
    });
    const producer = kafka.kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    const bad = [0, 1, 2, 3].map((partition) => ({
      partition,
      key: 'k',
      value: '{"no":"event"}',
      headers: { ce_id: 'bad' },
    }));
    await producer.send({ topic: 'session.events', messages: bad });
    await engine.eventLog.publish(after);
    const subscription = await engine.eventLog.subscribe('dead-letters', async (batch) => {
      received.push(...batch.map(({ event }) => event.id));
    });
    await eventually(async () => expect(await subscription.behind()).toBe(0), PATIENCE_MS);
    expect(received.toSorted()).toStrictEqual([...before, ...after].map(({ id }) => id).toSorted());
    await subscription.close();

    const kept: string[] = [];
    const consumer = kafka.kafka.consumer({ groupId: 'spec' });
    await consumer.connect();
    await consumer.subscribe({ topics: ['session.events.dead-letters'], fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        kept.push(`${String(message.value)} ${String(message.headers?.['dead-letter-reason'])}`);
      },
    });
    await eventually(() => expect(kept).toHaveLength(4), PATIENCE_MS);
    expect(kept[0]).toMatch(/^{"no":"event"} not a session event/);
    await Promise.all([consumer.disconnect(), producer.disconnect()]);
    kafka.cut('done');
  });

  it(
    'a recurring task goes on after FLUSHALL and after Redis was killed, also one rarer than it is renewed',
    MINUTES,
    async () => {
      const turns = { often: 0, rarely: 0 };
      const task = (name: string, intervalMs: number) => ({ name, intervalMs, onError: () => undefined });
      const workers = await Promise.all([
        engine.jobs.every(task('often', 200), async () => void (turns.often += 1)),
        engine.jobs.every(task('rarely', 4_000), async () => void (turns.rarely += 1)),
      ]);
      await eventually(() => expect(turns.rarely).toBeGreaterThanOrEqual(2), PATIENCE_MS);
      await redis.flushall();
      const flushed = { ...turns };
      await eventually(() => expect(turns.often).toBeGreaterThan(flushed.often + 5), PATIENCE_MS);
      await eventually(() => expect(turns.rarely).toBeGreaterThan(flushed.rarely), PATIENCE_MS);
      await engines.redis.kill();
      await sleep(500);
      await engines.redis.start();
      const killed = { ...turns };
      await eventually(() => expect(turns.often).toBeGreaterThan(killed.often + 5), PATIENCE_MS);
      await Promise.all(workers.map((worker) => worker.close()));
    },
  );

  it('names each program that is away, fails its calls soon, and uses it again when it is back', MINUTES, async () => {
    engines.redis.freeze();
    await engines.kafka.kill();
    await engines.mongo.kill();
    const startedAt = performance.now();
    const away = await unhealthy();
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(Object.keys(away)).toHaveLength(7);
    expect(away['commit store']).toContain('MongoDB does not answer');
    expect(away['revocation channel']).toContain('Kafka does not answer');
    expect(away['job scheduler']).toContain('Redis does not answer');
    const calls: ReadonlyArray<() => Promise<unknown>> = [
      () => engine.revocations.publish(buildSessionNotice()),
      () => engine.jobs.enqueue('queue', [{ id: 'one', payload: null }]),
      () => engine.commits.append(buildCommit(sessionStream(newSid()))),
    ];
    const failures = await Promise.all(calls.map((call) => call().catch((error: unknown) => error)));
    expect(failures.map((failure) => isEngineError(failure) && failure.retriable)).toStrictEqual([true, true, true]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    engines.redis.thaw();
    await Promise.all([engines.kafka.start(), engines.mongo.start()]);
    for (const call of calls) await eventually(call, PATIENCE_MS);
    await eventually(async () => expect(await unhealthy()).toStrictEqual({}), PATIENCE_MS);
  });

  it('opens where nothing can be reached yet, and is used once it can', MINUTES, async () => {
    await Promise.all([engines.mongo.stop(), engines.redis.stop()]);
    const early = await openDistributedEngine(options);
    const failure: unknown = await early.commits.loadNewest('realm').catch((error: unknown) => error);
    expect(isEngineError(failure, 'UNAVAILABLE')).toBe(true);
    await Promise.all([engines.mongo.start(), engines.redis.start()]);
    await eventually(() => early.commits.loadNewest('realm'), PATIENCE_MS);
    await eventually(() => early.jobs.enqueue('queue', [{ id: 'two', payload: null }]), PATIENCE_MS);
    await early.close();
  });
});

function aLife(): readonly RecordedEvent[] {
  const session = buildSession();
  return [buildCreated(session), buildRevoked(session)];
}
