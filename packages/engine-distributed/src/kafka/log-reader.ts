import { PositionedConsumer, type Bounds } from '@atlasnode/kafka-broadcast';
import type { LoggedEvent } from '@atlasnode/session-engine';
import type { KafkaMessage } from 'kafkajs';
import { asError } from '../fault.js';
import { growingPauses, pause } from '../pause.js';
import { fromRecord } from './cloud-event-record.js';
import { clientForAsking, type KafkaContext } from './kafka-context.js';
import { kafkaUnavailable } from './kafka-failure.js';

interface Chunk {
  readonly partition: number;
  readonly messages: readonly KafkaMessage[];
  /** Lets the consumer go on. */
  readonly done: () => void;
}

const OPENINGS_WITHOUT_A_RECORD = 10;

/** Everything between the bounds of each partition; where a connection breaks, from there on anew. */
export async function* readBetween(
  context: KafkaContext,
  topic: string,
  bounds: readonly Bounds[],
): AsyncGenerator<LoggedEvent> {
  const reading = new Reading(context, topic, bounds);
  const pauses = growingPauses(50, 1_000);
  let useless = 0;
  while (!reading.isDone) {
    const before = reading.read;
    yield* reading.readSome();
    if (reading.isDone) return;
    useless = reading.read > before ? 0 : useless + 1;
    if (useless >= OPENINGS_WITHOUT_A_RECORD) throw kafkaUnavailable(reading.lastError);
    await pause(pauses.next().value);
  }
}

class Reading {
  readonly #context: KafkaContext;
  readonly #topic: string;
  readonly #next: Map<number, number>;
  readonly #ends: ReadonlyMap<number, number>;
  read = 0;
  lastError: Error = new Error('nothing could be read');

  constructor(context: KafkaContext, topic: string, bounds: readonly Bounds[]) {
    this.#context = context;
    this.#topic = topic;
    this.#next = new Map(bounds.map(({ partition, low }) => [partition, low]));
    this.#ends = new Map(bounds.map(({ partition, high }) => [partition, high]));
  }

  get isDone(): boolean {
    return [...this.#ends].every(([partition, end]) => (this.#next.get(partition) ?? 0) >= end);
  }

  async *readSome(): AsyncGenerator<LoggedEvent> {
    const queue = new Handover<Chunk>();
    const client = clientForAsking(this.#context);
    const consumer = new PositionedConsumer({
      client,
      topic: this.#topic,
      groupPrefix: `${this.#context.clientId}-read`,
      positions: this.#next,
      onMessages: (partition, messages) =>
        new Promise<void>((resolve) => {
          queue.put({ partition, messages, done: resolve });
        }),
      onCrash: (error) => queue.end(error),
    });
    consumer.start().catch((error: unknown) => queue.end(asError(error)));
    let inHand: Chunk | undefined;
    try {
      while (!this.isDone) {
        inHand = await queue.take();
        yield* this.#eventsOf(inHand);
        inHand.done();
      }
    } catch (error) {
      this.lastError = asError(error);
    } finally {
      queue.end(new Error('the reading ended'));
      inHand?.done();
      client.cut('the reading ended');
      await consumer.close();
    }
  }

  *#eventsOf({ partition, messages }: Chunk): Generator<LoggedEvent> {
    const end = this.#ends.get(partition) ?? 0;
    for (const message of messages) {
      const offset = Number(message.offset);
      if (offset >= end) return;
      const expected = this.#next.get(partition);
      if (offset !== expected)
        throw new Error(`record ${offset} of partition ${partition} came where ${String(expected)} was next`);
      this.#next.set(partition, offset + 1);
      this.read += 1;
      const logged = this.#understood(partition, message);
      if (logged !== undefined) yield logged;
    }
  }

  #understood(partition: number, message: KafkaMessage): LoggedEvent | undefined {
    const position = `${partition}:${message.offset}`;
    try {
      return { position, event: fromRecord(message) };
    } catch (cause) {
      const error = new Error(`the event at ${position} cannot be understood; it is passed over`, { cause });
      this.#context.onFault({ part: 'event log', error });
      return undefined;
    }
  }
}

/** From one who has to one who asks, each waiting for the other. */
class Handover<Item> {
  readonly #items: Item[] = [];
  #ended: Error | undefined;
  #wake: () => void = () => undefined;

  put(item: Item): void {
    this.#items.push(item);
    this.#wake();
  }

  end(error: Error): void {
    this.#ended ??= error;
    this.#wake();
  }

  /** @throws what it was ended with */
  async take(): Promise<Item> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) return item;
      if (this.#ended !== undefined) throw this.#ended;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
