import { whileBeating, type CuttableKafka } from '@atlasnode/kafka-broadcast';
import type { LoggedEvent } from '@atlasnode/session-engine';
import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import { asError } from '../fault.js';
import { growingPauses } from '../pause.js';
import type { DeadLetters } from './dead-letters.js';
import { fromRecord } from './cloud-event-record.js';
import { clientForGroup, GROUP_RETRY, type KafkaContext } from './kafka-context.js';

export type HandleBatch = (batch: readonly LoggedEvent[]) => Promise<void>;

export interface GroupConsumerOptions {
  readonly context: KafkaContext;
  readonly topic: string;
  readonly group: string;
  readonly handle: HandleBatch;
  readonly deadLetters: DeadLetters;
}

const EVENTS_PER_CHUNK = 500;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

/** One life of a member of a group: it ends with `close`, or with a failure that kafkajs gave up at, and a new one follows. */
export class GroupConsumer {
  readonly #options: GroupConsumerOptions;
  readonly #client: CuttableKafka;
  readonly #consumer: Consumer;
  readonly #crashed: Promise<Error>;
  #crash: (error: Error) => void = () => undefined;
  #interrupt: () => void = () => undefined;
  #isClosing = false;

  constructor(options: GroupConsumerOptions) {
    this.#options = options;
    this.#client = clientForGroup(options.context);
    this.#crashed = new Promise((resolve) => {
      this.#crash = resolve;
    });
    this.#consumer = this.#client.kafka.consumer({
      groupId: options.group,
      sessionTimeout: 6_000,
      heartbeatInterval: 1_500,
      rebalanceTimeout: 10_000,
      maxWaitTimeInMs: 250,
      allowAutoTopicCreation: false,
      retry: { ...GROUP_RETRY, restartOnFailure: async () => false },
    });
  }

  /** Resolves when this life is over, with the reason. */
  async run(): Promise<Error> {
    const { CRASH, REQUEST_TIMEOUT } = this.#consumer.events;
    this.#consumer.on(CRASH, ({ payload }) => this.#crash(payload.error));
    // kafkajs would use the same dead connection again, for ever.
    this.#consumer.on(REQUEST_TIMEOUT, () => this.#client.breakConnections('a request timed out'));
    this.#start().catch((error: unknown) => this.#crash(asError(error)));
    const reason = await this.#crashed;
    this.#isClosing = true;
    this.#interrupt();
    this.#client.cut(reason.message);
    await this.#consumer.disconnect().catch(() => undefined);
    return reason;
  }

  /** Takes no new batch, waits for the one in hand, leaves the group. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#interrupt();
    await this.#consumer.disconnect().catch(() => undefined);
    this.#crash(new Error('the subscription was closed'));
  }

  /** As a process that is killed: without a word to anyone. */
  cut(reason: string): void {
    this.#isClosing = true;
    this.#interrupt();
    this.#client.cut(reason);
    this.#crash(new Error(reason));
  }

  async #start(): Promise<void> {
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [this.#options.topic], fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => this.#takeBatch(payload),
    });
  }

  async #takeBatch(payload: EachBatchPayload): Promise<void> {
    const { messages, partition } = payload.batch;
    for (let from = 0; from < messages.length; from += EVENTS_PER_CHUNK) {
      if (this.#isClosing || !payload.isRunning() || payload.isStale()) return;
      const chunk = messages.slice(from, from + EVENTS_PER_CHUNK);
      const lastOffset = chunk.at(-1)?.offset;
      if (lastOffset === undefined || !(await this.#effect(payload, partition, chunk))) return;
      // Only now: the position is committed after the effect.
      payload.resolveOffset(lastOffset);
      await payload.commitOffsetsIfNecessary(payload.uncommittedOffsets());
      await payload.heartbeat();
    }
  }

  /** @returns false where it was given up, since this member goes or is no longer the one to have it */
  async #effect(payload: EachBatchPayload, partition: number, chunk: readonly KafkaMessage[]): Promise<boolean> {
    // An error in here would end the consumer, or repeat the batch by kafkajs's own rules: it is repeated by ours.
    for (const pauseMs of growingPauses(FIRST_PAUSE_MS, LONGEST_PAUSE_MS)) {
      const failure = await this.#attempt(payload, partition, chunk);
      if (failure === undefined) return true;
      if (this.#isClosing || !payload.isRunning() || payload.isStale()) return false;
      this.#options.context.onFault({ part: `group ${this.#options.group}`, error: failure });
      await whileBeating(() => payload.heartbeat(), this.#pause(pauseMs));
      if (this.#isClosing) return false;
    }
    return false;
  }

  async #attempt(
    payload: EachBatchPayload,
    partition: number,
    chunk: readonly KafkaMessage[],
  ): Promise<Error | undefined> {
    let failure: Error | undefined;
    const work = this.#handle(partition, chunk).catch((error: unknown) => {
      failure = asError(error);
    });
    await whileBeating(() => payload.heartbeat(), work);
    return failure;
  }

  async #handle(partition: number, chunk: readonly KafkaMessage[]): Promise<void> {
    const batch: LoggedEvent[] = [];
    for (const message of chunk) {
      try {
        batch.push({ position: `${partition}:${message.offset}`, event: fromRecord(message) });
      } catch (error) {
        await this.#options.deadLetters.keep({
          message,
          partition,
          group: this.#options.group,
          reason: asError(error),
        });
      }
    }
    if (batch.length > 0) await this.#options.handle(batch);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
