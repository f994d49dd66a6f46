import { BroadcastOpening } from './broadcast-opening.js';
import type { BroadcastOptions, BroadcastReader } from './broadcast.js';
import { LostContinuity, ReadingPosition } from './reading-position.js';

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
