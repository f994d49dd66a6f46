import { startLocalEngines, type LocalEngines } from '@atlasnode/local-engines';
import { enginesForTests } from '@atlasnode/local-engines/for-tests';
import { isEngineError, type Subscription } from '@atlasnode/session-engine';
import type { RecordedEvent, RevocationRecord } from '@atlasnode/session-events';
import { buildCreated, buildRefreshed, buildSession, buildSessionNotice, eventually, sleep } from '@atlasnode/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Lifetime } from '../lifetime.js';
import { provisionTopics } from '../provision-distributed.js';
import { createEventLog, type DistributedEventLog } from './event-log.js';
import { KafkaAdmin } from './kafka-admin.js';
import type { KafkaContext } from './kafka-context.js';
import { createRevocationChannel, type DistributedRevocationChannel } from './revocation-channel.js';
import { topicNames } from './topic-names.js';

const MINUTES = { timeout: 180_000 };
/** The port's 1.9 s, and what a busy machine adds. */
const LONGEST_CALL_MS = 4_000;
const PATIENCE_MS = 60_000;

/** The threat: what was acknowledged is gone, or stands in another order than it happened, once a broker failed in the middle. */
describe.skipIf(enginesForTests() === undefined)('event log and revocation channel while their broker fails', () => {
  const topics = topicNames();
  let engines: LocalEngines;
  let admin: KafkaAdmin;
  let log: DistributedEventLog;
  let channel: DistributedRevocationChannel;

  beforeAll(async () => {
    engines = await startLocalEngines({ started: ['kafka'], kafkaBehindProxy: true });
    const { ATLAS_KAFKA_BROKERS, ATLAS_MONGO_URL, ATLAS_REDIS_URL } = engines.env;
    const kafkaBrokers = [ATLAS_KAFKA_BROKERS];
    await provisionTopics({ kafkaBrokers, mongoUrl: ATLAS_MONGO_URL, redisUrl: ATLAS_REDIS_URL, eventPartitions: 4 });
    const context: KafkaContext = {
      address: { brokers: kafkaBrokers },
      clientId: 'faults',
      lifetime: new Lifetime(),
      onFault: () => undefined,
    };
    admin = new KafkaAdmin(context);
    log = createEventLog(context, topics, admin);
    channel = createRevocationChannel(context, topics.revocations);
  }, 180_000);

  afterAll(async () => {
    await Promise.all([log.close(), channel.close(), admin.close()]);
    await engines.stop();
  }, 60_000);

  it.each([
    ['was killed', async () => engines.kafka.kill(), async () => engines.kafka.start()],
    ['never answered its connections again', async () => engines.kafkaProxy?.silence(), () => sleep(1_000)],
    ['was frozen for 5 s', async () => engines.kafka.freeze(), () => sleep(5_000).then(() => engines.kafka.thaw())],
  ])('nothing acknowledged is lost or out of order after it %s', MINUTES, async (_, fail, recover) => {
    const received: string[] = [];
    const subscription: Subscription = await log.subscribe(`faults-${Date.now()}`, async (batch) => {
      received.push(...batch.map(({ event }) => event.id));
    });
    const told: RevocationRecord[] = [];
    const lost: string[] = [];
    const startMs = Date.now();
    const reader = await channel.read(() => startMs - 2_000, {
      onRecord: (record) => told.push(record),
      onLost: (reason) => lost.push(reason),
      onReady: () => undefined,
    });

    const lives = Array.from({ length: 5 }, (__, life) => longLife(60, `user ${startMs} ${life}`));
    const notices: RevocationRecord[] = [];
    const calls: number[] = [];
    const publishing = Promise.all([
      ...lives.map(async (life) => {
        for (const event of life) await untilAcknowledged(() => log.publish([event]), calls);
      }),
      (async () => {
        for (let count = 0; count < 60; count += 1)
          notices.push(await untilAcknowledged(() => channel.publish(buildSessionNotice()), calls));
      })(),
    ]);
    await sleep(700);
    await fail();
    await recover();
    await publishing;

    expect(Math.max(...calls)).toBeLessThan(LONGEST_CALL_MS);
    const stored: string[] = [];
    for await (const { event } of log.readAll()) stored.push(event.id);
    for (const life of lives) {
      const ids = life.map(({ id }) => id);
      expect(firstOccurrences(stored, ids)).toStrictEqual(ids);
      await eventually(() => expect(firstOccurrences(received, ids)).toStrictEqual(ids), PATIENCE_MS);
    }
    await eventually(async () => expect(await subscription.behind()).toBe(0), PATIENCE_MS);
    await eventually(
      () => expect(told.at(-1)?.position).toBeGreaterThanOrEqual(notices.at(-1)?.position ?? 0),
      PATIENCE_MS,
    );
    expect(told).toStrictEqual(expect.arrayContaining(notices));
    for (const [index, record] of told.entries())
      expect(record.previous).toBe(told[index - 1]?.position ?? record.previous);
    expect(lost).toStrictEqual([]);
    await Promise.all([subscription.close(), reader.close()]);
  });
});

function longLife(events: number, userId: string): readonly RecordedEvent[] {
  const session = buildSession({ userId });
  return Array.from({ length: events }, (_, index) =>
    index === 0 ? buildCreated(session) : buildRefreshed({ ...session, generation: index }, { version: index + 1 }),
  );
}

function firstOccurrences(ids: readonly string[], own: readonly string[]): readonly string[] {
  const wanted = new Set(own);
  return [...new Set(ids.filter((id) => wanted.has(id)))];
}

/** As the relay does: the same once more after any failure, and no later one before. */
async function untilAcknowledged<Result>(call: () => Promise<Result>, calls: number[]): Promise<Result> {
  for (;;) {
    const startedAt = performance.now();
    try {
      const result = await call();
      // So that the failure comes in the middle.
      await sleep(20);
      return result;
    } catch (error) {
      if (!isEngineError(error) || !error.retriable) throw error;
      await sleep(50);
    } finally {
      calls.push(performance.now() - startedAt);
    }
  }
}
