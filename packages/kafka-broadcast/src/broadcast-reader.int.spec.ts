import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLocalEngines, type LocalEngines } from '@atlasnode/local-engines';
import { enginesForTests } from '@atlasnode/local-engines/for-tests';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BroadcastReader, BroadcastRecord } from './broadcast.js';
import { readBroadcast } from './broadcast-reader.js';
import { CuttableKafka, type KafkaAddress } from './cuttable-kafka.js';
import { withAdmin } from './topic-bounds.js';

/** Starting and restarting a broker, and a group's join, on two busy cores. */
const PATIENCE = { timeout: 60_000 };

interface Listening {
  readonly values: string[];
  readonly records: BroadcastRecord[];
  readonly ready: Array<{ next: number; atMs: number }>;
  readonly lost: string[];
  readonly reader: BroadcastReader;
}

function clientOf(brokers: string): CuttableKafka {
  const address: KafkaAddress = { brokers: [brokers] };
  return new CuttableKafka({
    address,
    clientId: 'spec',
    requestTimeoutMs: 3_000,
    connectionTimeoutMs: 1_000,
    retry: { retries: 8, initialRetryTime: 100 },
  });
}

async function makeTopic(brokers: string, topic: string): Promise<void> {
  await withAdmin(clientOf(brokers), async (admin) => {
    const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];
    await admin.createTopics({ topics: [{ topic, numPartitions: 1, configEntries }], waitForLeaders: true });
  });
}

function listen(brokers: string, topic: string, fromMs: () => number): Listening {
  const told: Omit<Listening, 'reader'> = { values: [], records: [], ready: [], lost: [] };
  const reader = readBroadcast({
    address: { brokers: [brokers] },
    clientId: 'spec-reader',
    topic,
    fromMs,
    listener: {
      onRecord: (record) => {
        told.records.push(record);
        told.values.push(record.value.toString());
      },
      onReady: (end) => told.ready.push(end),
      onLost: (reason) => told.lost.push(reason),
    },
  });
  return { ...told, reader };
}

/** Sends one value after the other, each until it is acknowledged: so one may stand in the log twice. */
async function writer(brokers: string, topic: string) {
  const client = clientOf(brokers);
  const producer = client.kafka.producer({ idempotent: false, allowAutoTopicCreation: false });
  await producer.connect();
  const send = async (...values: readonly string[]): Promise<void> => {
    for (;;) {
      try {
        await producer.send({ topic, messages: values.map((value) => ({ value })), timeout: 2_000 });
        return;
      } catch {
        client.breakConnections('sending failed');
        await sleep(100);
      }
    }
  };
  return { send, close: () => producer.disconnect().finally(() => client.cut('done')) };
}

describe.skipIf(enginesForTests() === undefined)('broadcast reader', () => {
  const brokers = enginesForTests()?.ATLAS_KAFKA_BROKERS ?? '';

  it('every reader is told everything from its time on, in order, then what comes', PATIENCE, async () => {
    const topic = `broadcast-${randomUUID()}`;
    await makeTopic(brokers, topic);
    const { send, close } = await writer(brokers, topic);
    for (const value of ['a', 'b']) await send(value);
    await sleep(50);
    const betweenMs = Date.now();
    for (const value of ['c', 'd']) await send(value);
    const [all, some] = [listen(brokers, topic, () => 0), listen(brokers, topic, () => betweenMs)];
    await expect.poll(() => [all.ready.length, some.ready.length], PATIENCE).toStrictEqual([1, 1]);
    expect([all.values, some.values]).toStrictEqual([
      ['a', 'b', 'c', 'd'],
      ['c', 'd'],
    ]);
    expect(all.ready[0]).toStrictEqual({ next: 4, atMs: all.records[3]?.atMs });
    await send('e');
    await expect.poll(() => [all.values.at(-1), some.values.at(-1)], PATIENCE).toStrictEqual(['e', 'e']);
    expect(all.records.map(({ offset }) => offset)).toStrictEqual([0, 1, 2, 3, 4]);
    await Promise.all([all.reader.close(), some.reader.close(), close()]);
    expect([...all.lost, ...some.lost]).toStrictEqual([]);
  });

  it('goes on after silence without losing continuity or telling anything twice', PATIENCE, async () => {
    const topic = `broadcast-${randomUUID()}`;
    await makeTopic(brokers, topic);
    const { send, close } = await writer(brokers, topic);
    await send('before');
    const heard = listen(brokers, topic, () => 0);
    await expect.poll(() => heard.values, PATIENCE).toStrictEqual(['before']);
    // Longer than the watchdog waits: by then the reading was opened anew, more than once.
    await sleep(7_500);
    await send('after');
    await expect.poll(() => heard.values, PATIENCE).toStrictEqual(['before', 'after']);
    expect([heard.lost, heard.ready.length]).toStrictEqual([[], 1]);
    await Promise.all([heard.reader.close(), close()]);
  });

  it('an empty topic is ready at once, and its first record is told', PATIENCE, async () => {
    const topic = `broadcast-${randomUUID()}`;
    await makeTopic(brokers, topic);
    const heard = listen(brokers, topic, () => 5);
    await expect.poll(() => heard.ready, PATIENCE).toStrictEqual([{ next: 0, atMs: 5 }]);
    await sleep(4_000);
    const { send, close } = await writer(brokers, topic);
    await send('first');
    await expect.poll(() => heard.values, PATIENCE).toStrictEqual(['first']);
    expect(heard.lost).toStrictEqual([]);
    await Promise.all([heard.reader.close(), close()]);
  });

  it('a topic that is not there is waited for', PATIENCE, async () => {
    const topic = `broadcast-${randomUUID()}`;
    const heard = listen(brokers, topic, () => 0);
    await sleep(1_000);
    await makeTopic(brokers, topic);
    const { send, close } = await writer(brokers, topic);
    await send('at last');
    await expect.poll(() => heard.values, PATIENCE).toStrictEqual(['at last']);
    await Promise.all([heard.reader.close(), close()]);
  });

  it(
    'a topic that was made anew is noticed and read whole, though it has grown past the reader',
    PATIENCE,
    async () => {
      const topic = `broadcast-${randomUUID()}`;
      await makeTopic(brokers, topic);
      const { send, close } = await writer(brokers, topic);
      for (const value of ['a', 'b', 'c']) await send(value);
      const heard = listen(brokers, topic, () => 0);
      await expect.poll(() => heard.ready.length, PATIENCE).toBe(1);
      await withAdmin(clientOf(brokers), (admin) => admin.deleteTopics({ topics: [topic] }));
      await expect
        .poll(
          () =>
            makeTopic(brokers, topic).then(() =>
              withAdmin(clientOf(brokers), (admin) => admin.fetchTopicOffsets(topic)),
            ),
          PATIENCE,
        )
        .toHaveLength(1);
      await send('A', 'B', 'C', 'D', 'E', 'F');
      await expect.poll(() => heard.values.slice(3), PATIENCE).toStrictEqual(['A', 'B', 'C', 'D', 'E', 'F']);
      expect([heard.lost.length, heard.ready.length]).toStrictEqual([1, 2]);
      await Promise.all([heard.reader.close(), close()]);
    },
  );
});

describe.skipIf(enginesForTests() === undefined)('broadcast reader while its broker fails', () => {
  const topic = 'broadcast';
  let engines: LocalEngines;

  beforeAll(async () => {
    engines = await startLocalEngines({ started: ['kafka'] });
    await makeTopic(engines.env.ATLAS_KAFKA_BROKERS, topic);
  }, 120_000);
  afterAll(() => engines.stop(), 60_000);

  it.each([
    ['was killed', async () => engines.kafka.kill(), async () => engines.kafka.start()],
    ['was frozen for 6 s', async () => engines.kafka.freeze(), () => sleep(6_000).then(() => engines.kafka.thaw())],
  ])(
    'is told every acknowledged record once, in order, after it %s',
    { timeout: 120_000 },
    async (_, fail, recover) => {
      const brokers = engines.env.ATLAS_KAFKA_BROKERS;
      const { send, close } = await writer(brokers, topic);
      const startMs = Date.now();
      const heard = listen(brokers, topic, () => startMs - 1_000);
      await expect.poll(() => heard.ready.length, PATIENCE).toBe(1);
      const acknowledged: string[] = [];
      const sending = (async () => {
        for (let count = 0; count < 120; count += 1) {
          const value = `${startMs}-${count}`;
          await send(value);
          acknowledged.push(value);
          await sleep(20);
        }
      })();
      await sleep(600);
      await fail();
      await recover();
      await sending;
      await expect.poll(() => heard.values.at(-1), PATIENCE).toBe(acknowledged.at(-1));
      expect(heard.lost).toStrictEqual([]);
      const own = heard.values.filter((value) => value.startsWith(String(startMs)));
      expect([...new Set(own)]).toStrictEqual(acknowledged);
      const offsets = heard.records.map(({ offset }) => offset);
      expect(offsets).toStrictEqual(offsets.map((__, index) => (offsets[0] ?? 0) + index));
      await Promise.all([heard.reader.close(), close()]);
    },
  );
});
