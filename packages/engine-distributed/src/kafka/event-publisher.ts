import { EngineError, isEngineError } from '@atlasnode/session-engine';
import type { RecordedEvent } from '@atlasnode/session-events';
import { Partitioners, type Message } from 'kafkajs';
import { asError } from '../fault.js';
import { toRecord } from './cloud-event-record.js';
import type { KafkaAdmin } from './kafka-admin.js';
import { kafkaUnavailable } from './kafka-failure.js';
import { inPieces } from './partition-queue.js';
import type { TopicSender } from './topic-sender.js';

const partitioner = Partitioners.DefaultPartitioner();

/** Publishes events: what shares a key shares a partition, in the order it was handed over. */
export class EventPublisher {
  readonly #topic: string;
  readonly #admin: KafkaAdmin;
  readonly #sender: TopicSender;
  /** Never changes: adding partitions would break the order of keys. */
  #partitions: Promise<number> | undefined;

  constructor(topic: string, admin: KafkaAdmin, sender: TopicSender) {
    this.#topic = topic;
    this.#admin = admin;
    this.#sender = sender;
  }

  async publish(events: readonly RecordedEvent[]): Promise<void> {
    if (events.length === 0) return;
    const partitions = await this.partitions();
    const ofPartition = new Map<number, Message[]>();
    for (const event of events) {
      const message = toRecord(event);
      const partition = partitionOf(this.#topic, message, partitions);
      const known = ofPartition.get(partition);
      if (known === undefined) ofPartition.set(partition, [message]);
      else known.push(message);
    }
    const sent = await Promise.allSettled(
      [...ofPartition].map(([partition, messages]) => this.#sendInOrder(partition, messages)),
    );
    failTogether(sent);
  }

  partitions(): Promise<number> {
    this.#partitions ??= this.#askPartitions().catch((error: unknown) => {
      this.#partitions = undefined;
      throw error;
    });
    return this.#partitions;
  }

  async #askPartitions(): Promise<number> {
    const { topics } = await this.#admin.ask((admin) => admin.fetchTopicMetadata({ topics: [this.#topic] }), 1_900);
    const count = topics.find(({ name }) => name === this.#topic)?.partitions.length ?? 0;
    if (count === 0) throw kafkaUnavailable(new Error(`the topic ${this.#topic} is not there: provision it`));
    return count;
  }

  /** A piece is not sent before the one before it was acknowledged: else a later event could stand there first. */
  async #sendInOrder(partition: number, messages: readonly Message[]): Promise<void> {
    for (const piece of inPieces(messages)) await this.#sender.send(partition, piece);
  }
}

/** As the Java client and kafkajs choose it (murmur2 of the key), so that every client of the topic agrees. */
function partitionOf(topic: string, message: Message, partitions: number): number {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 0,
    replicas: [],
    isr: [],
  }));
  return partitioner({ topic, partitionMetadata, message });
}

/** Where some were written and some were not, nobody can say of the whole that nothing was done. */
function failTogether(sent: readonly PromiseSettledResult<void>[]): void {
  const failures = sent.filter((each) => each.status === 'rejected').map((each) => asError(each.reason));
  const [first] = failures;
  if (first === undefined) return;
  const nothingWasDone =
    failures.length === sent.length && failures.every((error) => isEngineError(error, 'UNAVAILABLE'));
  if (nothingWasDone || !isEngineError(first)) throw first;
  throw new EngineError('OUTCOME_UNKNOWN', first.message, { cause: first });
}
