import type { CuttableKafka } from '@atlasnode/kafka-broadcast';
import type { Message, Producer, RecordMetadata } from 'kafkajs';
import { clientForSending, type KafkaContext } from './kafka-context.js';
import { kafkaUnavailable, sendFailure } from './kafka-failure.js';
import { PartitionQueue, type Sent } from './partition-queue.js';

interface Opened {
  readonly client: CuttableKafka;
  readonly producer: Promise<Producer>;
}

/**
 * Sends to the partitions of one topic: one partition a send, one send in flight for each. Anything that goes wrong costs the client
 * its life: a producer that was disconnected, or could not connect, is of no use again.
 */
export class TopicSender {
  readonly #context: KafkaContext;
  readonly #topic: string;
  readonly #queues = new Map<number, PartitionQueue>();
  #opened: Opened | undefined;

  constructor(context: KafkaContext, topic: string) {
    this.#context = context;
    this.#topic = topic;
  }

  /**
   * Resolves once the messages stand in the partition, in order and beside each other.
   * @throws EngineError `UNAVAILABLE` where nothing was written, `OUTCOME_UNKNOWN` after 1.9 s
   */
  send(partition: number, messages: readonly Message[]): Promise<Sent> {
    let queue = this.#queues.get(partition);
    if (queue === undefined) {
      queue = new PartitionQueue({
        send: (batch) => this.#sendNow(partition, batch),
        giveUp: (reason) => this.#discard(this.#opened, reason),
      });
      this.#queues.set(partition, queue);
    }
    return queue.add(messages);
  }

  close(): void {
    this.#discard(this.#opened, 'the engine was closed');
  }

  async #sendNow(partition: number, messages: readonly Message[]): Promise<Sent> {
    const opened = (this.#opened ??= this.#open());
    let isSent = false;
    try {
      const producer = await opened.producer;
      isSent = true;
      const reply = await producer.send({
        topic: this.#topic,
        messages: messages.map((message) => ({ ...message, partition })),
        acks: -1,
        timeout: 1_500,
      });
      return acknowledgedBy(reply, partition);
    } catch (error) {
      this.#discard(opened, String(error));
      throw sendFailure(error, isSent);
    }
  }

  #open(): Opened {
    const client = clientForSending(this.#context);
    const producer = client.kafka.producer({
      retry: { retries: 0 },
      // It can drop a record that was acknowledged.
      idempotent: false,
      allowAutoTopicCreation: false,
    });
    const connected = producer.connect().then(() => producer);
    connected.catch(() => undefined);
    return { client, producer: connected };
  }

  #discard(opened: Opened | undefined, reason: string): void {
    if (opened === undefined) return;
    if (this.#opened === opened) this.#opened = undefined;
    opened.client.cut(reason);
  }
}

/** A send to a partition that is not there resolves with nothing, and nothing was written. */
function acknowledgedBy(reply: readonly RecordMetadata[], partition: number): Sent {
  const [only, ...more] = reply;
  if (only === undefined || more.length > 0 || only.partition !== partition)
    throw kafkaUnavailable(new Error(`partition ${partition} did not answer; is the topic as it was provisioned?`));
  if (only.errorCode !== 0) throw new Error(`the broker answered with error code ${only.errorCode}`);
  return { offset: Number(only.baseOffset), atMs: Number(only.logAppendTime) };
}
