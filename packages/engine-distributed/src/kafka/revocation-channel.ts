import { readBroadcast, readSlice, type BroadcastReader, type BroadcastRecord } from '@atlasnode/kafka-broadcast';
import type { RevocationChannel, RevocationListener } from '@atlasnode/session-engine';
import { notice as noticeSchema, type Notice, type RevocationRecord } from '@atlasnode/session-events';
import { asError } from '../fault.js';
import type { KafkaContext } from './kafka-context.js';
import { kafkaUnavailable } from './kafka-failure.js';
import { TopicSender } from './topic-sender.js';

export interface DistributedRevocationChannel extends RevocationChannel {
  close(): Promise<void>;
}

/** One partition: the order of the channel. */
const PARTITION = 0;
const SLICE_TIMEOUT_MS = 4_000;

export function createRevocationChannel(context: KafkaContext, topic: string): DistributedRevocationChannel {
  const { address, clientId, lifetime, onFault } = context;
  const sender = new TopicSender(context, topic);
  const readers = new Set<BroadcastReader>();

  async function append(notice: Notice): Promise<RevocationRecord> {
    const { offset, atMs } = await sender.send(PARTITION, [{ value: JSON.stringify(notice) }]);
    if (!(atMs > 0))
      throw kafkaUnavailable(new Error(`the topic ${topic} does not keep the broker's time: provision it`));
    return toRecord({ offset, atMs }, notice);
  }

  return {
    publish: (notice) => lifetime.run(() => append(notice)),

    heartbeat: (heartbeat) => lifetime.run(() => append(heartbeat)),

    read: (fromMs, listener) =>
      lifetime.run(async () => {
        const reader = readBroadcast({
          address,
          clientId: `${clientId}-revocations`,
          topic,
          fromMs,
          listener: broadcastListener(listener, (error) => onFault({ part: 'revocation channel', error })),
        });
        readers.add(reader);
        return {
          close: async () => {
            readers.delete(reader);
            await reader.close();
          },
        };
      }),

    recordsSince: (position, limit) =>
      lifetime.run(async () => {
        if (!Number.isSafeInteger(position) || position < 0) return undefined;
        // The record after position p stands at offset p.
        const slice = { address, clientId, topic, from: position, limit, timeoutMs: SLICE_TIMEOUT_MS };
        const records = await readSlice(slice).catch((error: unknown) => {
          throw kafkaUnavailable(error);
        });
        return records?.map((record) => toRecord(record, parse(record)));
      }),

    close: async () => {
      await Promise.all([...readers].map((reader) => reader.close()));
      sender.close();
    },
  };
}

/**
 * Positions count from 1, so that 0 is before every record: the offset and one more. A record that cannot be understood may be a
 * revocation: to parse it throws, and the reader has lost continuity.
 */
function broadcastListener(listener: RevocationListener, onFault: (error: Error) => void) {
  return {
    onRecord: (record: BroadcastRecord) => listener.onRecord(toRecord(record, parse(record))),
    onLost: (reason: string) => listener.onLost(reason),
    onReady: ({ next, atMs }: { readonly next: number; readonly atMs: number }) =>
      listener.onReady({ position: next, atMs }),
    onFault,
  };
}

function toRecord(
  { offset, atMs }: { readonly offset: number; readonly atMs: number },
  notice: Notice,
): RevocationRecord {
  return { position: offset + 1, previous: offset, atMs, notice };
}

/** @throws TypeError */
function parse({ offset, value }: BroadcastRecord): Notice {
  try {
    return noticeSchema.parse(JSON.parse(value.toString()));
  } catch (error) {
    throw new TypeError(`the record at offset ${offset} is no notice: ${asError(error).message}`, { cause: error });
  }
}
