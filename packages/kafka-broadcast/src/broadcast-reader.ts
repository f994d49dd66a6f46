import type { KafkaAddress } from './cuttable-kafka.js';
import { BroadcastOpening } from './broadcast-opening.js';
import { LostContinuity, ReadingPosition } from './reading-position.js';

export interface BroadcastRecord {
  readonly offset: number;
  /** The broker's time, Unix milliseconds; never less than that of the record before. */
  readonly atMs: number;
  readonly value: Buffer;
}

export interface BroadcastListener {
  /** The next record; its offset is one more than that of the record before. Synchronous. One that throws has lost continuity. */
  onRecord(record: BroadcastRecord): void;
  /** Continuity was lost; the reader starts over from `fromMs()` on its own, and `onReady` comes again. */
  onLost(reason: string): void;
  /** Everything from the asked time to the end, as it was when the reading began, has been told. `next`: where the next record will stand. */
  onReady(end: { readonly next: number; readonly atMs: number }): void;
  /** The broker could not be reached or gave up (it is tried again), or its time stepped back. For the log. */
  onFault?(error: Error): void;
}

export interface BroadcastOptions {
  readonly address: KafkaAddress;
  /** Names this process to the broker. */
  readonly clientId: string;
  /** A topic of one partition with the broker's timestamps (`LogAppendTime`), to which something is written every second. */
  readonly topic: string;
  /** From which time on is read; asked at every start and start-over. Unix milliseconds, by the broker's clock. */
  readonly fromMs: () => number;
  readonly listener: BroadcastListener;
}

export interface BroadcastReader {
  close(): Promise<void>;
}

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1_000;

/** Reads a topic of one partition, everything, from a time on, with every gap known. Opens anew by itself whatever happens. */
export function readBroadcast(options: BroadcastOptions): BroadcastReader {
  return new Reading(options);
}

class Reading implements BroadcastReader {
  readonly #options: BroadcastOptions;
  readonly #position: ReadingPosition;
  readonly #done: Promise<void>;
  #opening: BroadcastOpening | undefined;
  #endPause: () => void = () => undefined;
  #closed = false;

  constructor(options: BroadcastOptions) {
    this.#options = options;
    this.#position = new ReadingPosition(options.fromMs, options.listener);
    this.#done = this.#run();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#endPause();
    this.#opening?.end();
    await this.#done;
  }

  async #run(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!this.#closed) {
      const before = this.#position.progress;
      this.#opening = new BroadcastOpening(this.#options, this.#position);
      const error = await this.#opening.run();
      // The listener has been told of a loss as such.
      if (error !== undefined && !(error instanceof LostContinuity)) this.#options.listener.onFault?.(error);
      pauseMs = this.#position.progress > before ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      if (!this.#closed) await this.#pause(pauseMs);
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
