import type { PacedQueue } from '../farewell/paced-queue.js';
import { DeadlineWheel } from './deadline-wheel.js';

/** Something open that ends by itself unless its end is moved. */
export interface Lifetime {
  endsAtMs(): number;
  /** Shortly before the end, once for each end. Absent: nothing can renew it. */
  ask?(): void;
  end(): void;
}

/** A minute before the end, or halfway there for the short-lived: time for a refresh, a ticket and a retry of both. */
const LONGEST_LEAD_MS = 60_000;
const LOOK_EVERY_MS = 1_000;
/** Just after the second begins, so that a timer that fires a little early does not miss it by a whole one. */
const AFTER_THE_SECOND_MS = 3;

export interface LifetimesOptions {
  readonly queue: PacedQueue;
  readonly nowMs: () => number;
}

/** Ends sockets at the time they were granted, and asks for a renewal before. One timer for all of them. */
export class Lifetimes {
  readonly #wheel = new DeadlineWheel<Lifetime>();
  readonly #queue: PacedQueue;
  readonly #nowMs: () => number;
  #timer: NodeJS.Timeout | undefined;

  constructor({ queue, nowMs }: LifetimesOptions) {
    this.#queue = queue;
    this.#nowMs = nowMs;
  }

  open(): void {
    this.#timer ??= this.#arm();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** From now on, or anew after the end was moved. */
  track(lifetime: Lifetime): void {
    const nowMs = this.#nowMs();
    const endsAtMs = lifetime.endsAtMs();
    const leadMs = Math.min(LONGEST_LEAD_MS, Math.max(0, endsAtMs - nowMs) / 2);
    this.#wheel.set(lifetime, lifetime.ask === undefined ? endsAtMs : endsAtMs - leadMs);
  }

  forget(lifetime: Lifetime): void {
    this.#wheel.delete(lifetime);
  }

  /** Everything due, in slices. */
  look(): void {
    const nowMs = this.#nowMs();
    const due = this.#wheel.takeDue(nowMs);
    for (const lifetime of due) {
      if (lifetime.endsAtMs() > nowMs) this.#wheel.set(lifetime, lifetime.endsAtMs());
    }
    if (due.length > 0) this.#queue.add(due, (lifetime) => this.#act(lifetime));
  }

  /** The end may have been moved while this waited its turn. */
  #act(lifetime: Lifetime): void {
    if (lifetime.endsAtMs() <= this.#nowMs()) lifetime.end();
    else lifetime.ask?.();
  }

  #arm(): NodeJS.Timeout {
    const untilNextMs = LOOK_EVERY_MS - (this.#nowMs() % LOOK_EVERY_MS) + AFTER_THE_SECOND_MS;
    return setTimeout(() => {
      this.look();
      if (this.#timer !== undefined) this.#timer = this.#arm();
    }, untilNextMs).unref();
  }
}
