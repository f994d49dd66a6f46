import { randomUUID } from 'node:crypto';
import type { Consumer, KafkaMessage } from 'kafkajs';
import type { CuttableKafka } from './cuttable-kafka.js';

export interface PositionedConsumerOptions {
  readonly client: CuttableKafka;
  readonly topic: string;
  /** Names the group; a part of its own is added, since a re-join of a known group waits for its dead members. */
  readonly groupPrefix: string;
  /** The next offset of each partition. Asked again at every join: whoever consumes keeps it up to date. */
  readonly positions: ReadonlyMap<number, number>;
  /** Offsets must be checked by whoever consumes: kafkajs goes elsewhere without a word where one is out of range. */
  onMessages(partition: number, messages: readonly KafkaMessage[]): void | Promise<void>;
  onJoined?(): void;
  onCrash(error: Error): void;
}

const SESSION_TIMEOUT_MS = 10_000;
const HEARTBEAT_INTERVAL_MS = 3_000;
const LEAVE_TIMEOUT_MS = 1_000;
const BEAT_MS = 1_000;

/** Reads partitions of a topic from given offsets on, alone in a group of its own, committing nothing. */
export class PositionedConsumer {
  readonly #options: PositionedConsumerOptions;
  readonly #consumer: Consumer;
  #closed = false;

  constructor(options: PositionedConsumerOptions) {
    this.#options = options;
    this.#consumer = options.client.kafka.consumer({
      groupId: `${options.groupPrefix}-${randomUUID()}`,
      sessionTimeout: SESSION_TIMEOUT_MS,
      heartbeatInterval: HEARTBEAT_INTERVAL_MS,
      rebalanceTimeout: 2_000,
      maxWaitTimeInMs: 250,
      minBytes: 1,
      readUncommitted: true,
      allowAutoTopicCreation: false,
      // Without its own `retry` a consumer would bring five retries.
      retry: { retries: 0, restartOnFailure: async () => false },
    });
  }

  /** Resolves once the consumer was started, which is not yet that it reads. */
  async start(): Promise<void> {
    const { GROUP_JOIN, CRASH } = this.#consumer.events;
    this.#consumer.on(GROUP_JOIN, () => this.#seek());
    this.#consumer.on(CRASH, ({ payload }) => {
      if (!this.#closed) this.#options.onCrash(payload.error);
    });
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [this.#options.topic] });
    await this.#consumer.run({
      autoCommit: false,
      eachBatch: async (payload) => {
        if (this.#closed) return;
        const { partition, messages } = payload.batch;
        await whileBeating(() => payload.heartbeat(), this.#options.onMessages(partition, messages));
      },
    });
  }

  /** Leaves the group where the broker answers soon, and breaks the connections in any case. */
  async close(): Promise<void> {
    this.#closed = true;
    let late: NodeJS.Timeout | undefined;
    const tooLate = new Promise<void>((resolve) => {
      late = setTimeout(resolve, this.#options.client.isCut ? 0 : LEAVE_TIMEOUT_MS);
    });
    await Promise.race([this.#consumer.disconnect().catch(() => undefined), tooLate]);
    clearTimeout(late);
    this.#options.client.cut('the consumer was closed');
  }

  /** In the very turn of the join: after an `await` records from elsewhere would come first. */
  #seek(): void {
    for (const [partition, offset] of this.#options.positions) {
      this.#consumer.seek({ topic: this.#options.topic, partition, offset: String(offset) });
    }
    this.#options.onJoined?.();
  }
}

/** Waits for work and tells the group meanwhile that this member lives. @throws what the work throws, or a heartbeat does */
export async function whileBeating(heartbeat: () => Promise<void>, work: void | Promise<void>): Promise<void> {
  if (work === undefined) return;
  let failed: Error | undefined;
  const timer = setInterval(() => {
    heartbeat().catch((error: unknown) => {
      failed ??= error instanceof Error ? error : new Error(String(error));
    });
  }, BEAT_MS);
  try {
    await work;
  } finally {
    clearInterval(timer);
  }
  if (failed !== undefined) throw failed;
}
