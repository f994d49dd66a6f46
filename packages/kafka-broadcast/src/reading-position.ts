import type { KafkaMessage } from 'kafkajs';
import type { BroadcastListener } from './broadcast.js';

interface Seen {
  readonly offset: number;
  readonly atMs: number;
}

/** What the topic looks like at an opening. */
export interface TopicState {
  readonly low: number;
  readonly high: number;
}

/** Where a reading stands, and whether what comes continues it. It outlives the openings. */
export class ReadingPosition {
  readonly #fromMs: () => number;
  readonly #listener: BroadcastListener;
  /** The record before the next one: proof, at the next opening, that this is still the same log. */
  #last: Seen | undefined;
  /** Offset that must come next; undefined: starts over from a time. */
  #next: number | undefined;
  /** Records below it are read only to remember them as the last one. */
  #tellFrom = 0;
  #target = 0;
  #askedFromMs = 0;
  #latestMs = 0;
  /** What the listener was told to be complete up to; undefined while it is not. */
  #readyNext: number | undefined;
  /** Records read while nothing was missing: grows where an opening was of any use. */
  progress = 0;

  constructor(fromMs: () => number, listener: BroadcastListener) {
    this.#fromMs = fromMs;
    this.#listener = listener;
  }

  /** The time to look up, where this starts over. */
  timeToLookUp(): number | undefined {
    // Of an empty log nothing was told that a look-up could contradict.
    const hasToldNothing = this.#last === undefined && (this.#readyNext ?? 0) === 0;
    if (this.#next !== undefined && !hasToldNothing) return undefined;
    this.#askedFromMs = this.#fromMs();
    return this.#askedFromMs;
  }

  /** @returns the offset to read from: that of the last record seen, once more, to see that it is the same. @throws LostContinuity */
  resume({ low, high }: TopicState): number {
    const next = this.#next;
    if (next === undefined || this.#last === undefined)
      throw this.lose('nothing was seen before, so nothing proves that this is the same log');
    // kafkajs answers an offset out of range with the earliest or the latest records, without a word.
    if (this.#last.offset < low || next > high)
      throw this.lose(`the log holds ${low} to ${high - 1}, the next to read was ${next}`);
    this.#next = this.#last.offset;
    return this.#next;
  }

  /** @param start the first offset of the asked time @returns the offset to read from: one before, where there is one, to remember it */
  startOver(start: number, { low, high }: TopicState): number {
    this.#last = undefined;
    this.#tellFrom = start;
    this.#target = high;
    this.#next = start > low ? start - 1 : start;
    this.#readyAt(start);
    return this.#next;
  }

  /** @throws LostContinuity */
  take(message: KafkaMessage): void {
    const offset = Number(message.offset);
    const atMs = Number(message.timestamp);
    this.#requireContinuation(offset, atMs);
    const isSeen = this.#last?.offset === offset || offset < this.#tellFrom;
    this.#last = { offset, atMs };
    this.#next = offset + 1;
    if (this.#readyNext !== undefined) this.progress += 1;
    this.#follow(atMs);
    if (!isSeen) this.#tell(offset, message.value);
    this.#readyAt(offset + 1);
  }

  /** Says so, starts over at the next opening, and is what to throw. */
  lose(reason: string): LostContinuity {
    this.#next = undefined;
    this.#readyNext = undefined;
    this.#listener.onLost(reason);
    return new LostContinuity(reason);
  }

  #requireContinuation(offset: number, atMs: number): void {
    if (offset !== this.#next) throw this.lose(`record ${offset} came where ${String(this.#next)} was next`);
    if (this.#last?.offset === offset && this.#last.atMs !== atMs)
      throw this.lose(`record ${offset} is another than it was: the topic was made anew`);
  }

  #tell(offset: number, value: Buffer | null): void {
    try {
      this.#listener.onRecord({ offset, atMs: this.#latestMs, value: value ?? Buffer.alloc(0) });
    } catch (error) {
      throw this.lose(
        `the listener failed at record ${offset}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  #follow(atMs: number): void {
    if (atMs < this.#latestMs)
      this.#listener.onFault?.(new Error(`the broker's time stepped back by ${this.#latestMs - atMs} ms`));
    this.#latestMs = Math.max(this.#latestMs, atMs);
  }

  #readyAt(next: number): void {
    if (this.#readyNext !== undefined || next < this.#target) return;
    this.#readyNext = next;
    // Where nothing is of the asked time or later, that time itself is what is known.
    this.#listener.onReady({ next, atMs: Math.max(this.#latestMs, this.#askedFromMs) });
  }
}

/** The listener has been told; the opening ends. */
export class LostContinuity extends Error {
  override readonly name = 'LostContinuity';
}
