import type { KafkaMessage } from 'kafkajs';
import type { BroadcastRecord } from './broadcast.js';
import { CuttableKafka, type KafkaAddress } from './cuttable-kafka.js';
import { PositionedConsumer } from './positioned-consumer.js';
import { boundsOf, withAdmin } from './topic-bounds.js';

export interface SliceOptions {
  readonly address: KafkaAddress;
  readonly clientId: string;
  /** A topic of one partition. */
  readonly topic: string;
  /** The first offset to read. */
  readonly from: number;
  readonly limit: number;
  readonly timeoutMs: number;
}

/** The records of a topic of one partition from an offset on, as many as there are; undefined where the log does not hold them all. */
export async function readSlice(options: SliceOptions): Promise<readonly BroadcastRecord[] | undefined> {
  const client = new CuttableKafka({
    address: options.address,
    clientId: options.clientId,
    requestTimeoutMs: 1_500,
    connectionTimeoutMs: 500,
    retry: { retries: 0 },
  });
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    late = setTimeout(
      () => reject(new Error(`nothing was read within ${options.timeoutMs / 1000} s`)),
      options.timeoutMs,
    );
  });
  try {
    return await Promise.race([readFrom(client, options), tooLate]);
  } finally {
    clearTimeout(late);
    client.cut('the slice was read');
  }
}

async function readFrom(client: CuttableKafka, options: SliceOptions): Promise<readonly BroadcastRecord[] | undefined> {
  const all = await withAdmin(client, (admin) => boundsOf(admin, options.topic));
  const bounds = all.find(({ partition }) => partition === 0);
  if (bounds === undefined || options.from < bounds.low || options.from > bounds.high) return undefined;
  return readUpTo(client, options, Math.min(options.from + options.limit, bounds.high));
}

async function readUpTo(
  client: CuttableKafka,
  { topic, clientId, from }: SliceOptions,
  end: number,
): Promise<readonly BroadcastRecord[] | undefined> {
  const records: BroadcastRecord[] = [];
  if (from === end) return records;
  let consumer: PositionedConsumer | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const take = (message: KafkaMessage): void => {
        const offset = Number(message.offset);
        if (offset !== from + records.length) return resolve(undefined);
        records.push({ offset, atMs: Number(message.timestamp), value: message.value ?? Buffer.alloc(0) });
        if (records.length === end - from) resolve(records);
      };
      consumer = new PositionedConsumer({
        client,
        topic,
        groupPrefix: clientId,
        positions: new Map([[0, from]]),
        onMessages: (_, messages) => {
          for (const message of messages) if (records.length < end - from) take(message);
        },
        onCrash: reject,
      });
      consumer.start().catch(reject);
    });
  } finally {
    await consumer?.close();
  }
}
