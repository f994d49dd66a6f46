import type { KafkaMessage } from 'kafkajs';
import type { BroadcastOptions } from './broadcast.js';
import { CuttableKafka } from './cuttable-kafka.js';
import { PositionedConsumer } from './positioned-consumer.js';
import type { ReadingPosition } from './reading-position.js';
import { boundsOf, offsetAtTime, withAdmin } from './topic-bounds.js';

const REQUEST_TIMEOUT_MS = 1_500;
const CONNECTION_TIMEOUT_MS = 500;
/** One call can chain connecting, versions, metadata and the request itself. */
const OPENING_TIMEOUT_MS = 5_000;
/** Something is written every second: silence for longer is a dead connection, or a broker that does not answer. */
const SILENCE_TIMEOUT_MS = 3_000;

/** One client, one group, one reading, until anything goes wrong. */
export class BroadcastOpening {
  readonly #options: BroadcastOptions;
  readonly #position: ReadingPosition;
  readonly #client: CuttableKafka;
  readonly #positions = new Map<number, number>();
  readonly #over: Promise<Error | undefined>;
  #resolve: (error?: Error) => void = () => undefined;
  #isOver = false;
  #hasJoined = false;
  #watchdog: NodeJS.Timeout | undefined;

  constructor(options: BroadcastOptions, position: ReadingPosition) {
    this.#options = options;
    this.#position = position;
    this.#over = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#client = new CuttableKafka({
      address: options.address,
      clientId: options.clientId,
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      connectionTimeoutMs: CONNECTION_TIMEOUT_MS,
      retry: { retries: 0 },
    });
  }

  /** Resolves when the reading has to be opened anew, with the reason; without one where it was ended. */
  async run(): Promise<Error | undefined> {
    this.#watch(OPENING_TIMEOUT_MS, 'the reading could not be opened in time');
    const consumer = new PositionedConsumer({
      client: this.#client,
      topic: this.#options.topic,
      groupPrefix: this.#options.clientId,
      positions: this.#positions,
      onMessages: (partition, messages) => this.#take(partition, messages),
      onJoined: () => this.#joined(),
      onCrash: (error) => this.#finish(error),
    });
    this.#open(consumer).catch((error: unknown) => this.#finish(asError(error)));
    const error = await this.#over;
    // A broken connection must not be waited for; a good one is used to leave the group.
    if (error !== undefined) this.#client.cut(error.message);
    await consumer.close();
    return error;
  }

  end(): void {
    this.#finish();
  }

  /** From this turn on no record is taken. */
  #finish(error?: Error): void {
    this.#isOver = true;
    clearTimeout(this.#watchdog);
    this.#resolve(error);
  }

  async #open(consumer: PositionedConsumer): Promise<void> {
    this.#positions.set(0, await this.#whereToRead());
    await consumer.start();
  }

  async #whereToRead(): Promise<number> {
    return withAdmin(this.#client, async (admin) => {
      // The end first: what is written after it is not waited for.
      const bounds = (await boundsOf(admin, this.#options.topic)).find(({ partition }) => partition === 0);
      if (bounds === undefined) throw new Error(`the topic ${this.#options.topic} has no partition 0`);
      const fromMs = this.#position.timeToLookUp();
      if (fromMs === undefined) return this.#position.resume(bounds);
      return this.#position.startOver(await offsetAtTime(admin, this.#options.topic, fromMs), bounds);
    });
  }

  /**
   * A second time: something happened to the topic or the group, and nothing proves that this is still the same log. A new opening
   * looks.
   */
  #joined(): void {
    if (this.#hasJoined) this.#finish(new Error('the group had to be joined again'));
    this.#hasJoined = true;
    this.#watch(SILENCE_TIMEOUT_MS, 'no record came');
  }

  #take(partition: number, messages: readonly KafkaMessage[]): void {
    if (partition !== 0) return;
    for (const message of messages) {
      if (this.#isOver) return;
      try {
        this.#position.take(message);
      } catch (error) {
        this.#finish(asError(error));
        return;
      }
      this.#positions.set(0, Number(message.offset) + 1);
    }
    this.#watch(SILENCE_TIMEOUT_MS, 'no record came');
  }

  #watch(ms: number, reason: string): void {
    clearTimeout(this.#watchdog);
    if (this.#isOver) return;
    this.#watchdog = setTimeout(() => this.#finish(new Error(`${reason} for ${ms / 1000} s`)), ms);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
