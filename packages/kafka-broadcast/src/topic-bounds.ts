import type { Admin } from 'kafkajs';
import type { CuttableKafka } from './cuttable-kafka.js';

/** Offsets of one partition: the oldest record that is kept, and where the next one will stand. */
export interface Bounds {
  readonly partition: number;
  readonly low: number;
  readonly high: number;
}

/** Asks with a connection of its own, which is closed again. */
export async function withAdmin<Answer>(
  client: CuttableKafka,
  ask: (admin: Admin) => Promise<Answer>,
): Promise<Answer> {
  const admin = client.kafka.admin();
  await admin.connect();
  try {
    return await ask(admin);
  } finally {
    // A broken connection cannot be closed, and need not be.
    await admin.disconnect().catch(() => undefined);
  }
}

export async function boundsOf(admin: Admin, topic: string): Promise<readonly Bounds[]> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }));
}

/** The offset of the first record of this time or later; the end where there is none. */
export async function offsetAtTime(admin: Admin, topic: string, atMs: number): Promise<number> {
  const offsets = await admin.fetchTopicOffsetsByTimestamp(topic, Math.max(0, Math.floor(atMs)));
  // Not in the order of partitions.
  const found = offsets.find(({ partition }) => partition === 0);
  if (found === undefined) throw new Error(`the topic ${topic} has no partition 0`);
  return Number(found.offset);
}
