interface Batch {
  /** Works on the next item; false at the end. */
  step(): boolean;
}

export interface PacedQueueOptions {
  /** How long one turn may hold the event loop, in milliseconds. What the turn provokes (acknowledgements coming in) is handled in between and takes about as long again. */
  readonly budgetMs?: number;
  readonly onFault: (error: unknown) => void;
  /** Monotonic. */
  readonly nowMs?: () => number;
  /** Calls back when the event loop has seen to everything else. */
  readonly later?: (turn: () => void) => void;
}

/** Works through any number of items in order and in slices of time, so that thousands of sockets are told without holding the event loop. */
export class PacedQueue {
  readonly #budgetMs: number;
  readonly #onFault: (error: unknown) => void;
  readonly #nowMs: () => number;
  readonly #later: (turn: () => void) => void;
  #batches: Batch[] = [];
  /** Batches before it are done; they are dropped once a turn. */
  #head = 0;
  #isScheduled = false;

  constructor({
    budgetMs = 6,
    onFault,
    nowMs = () => performance.now(),
    later = (turn) => void setImmediate(turn),
  }: PacedQueueOptions) {
    this.#budgetMs = budgetMs;
    this.#onFault = onFault;
    this.#nowMs = nowMs;
    this.#later = later;
  }

  get isIdle(): boolean {
    return this.#head === this.#batches.length;
  }

  /** Work that throws is reported and keeps nothing from the items after it. */
  add<Item>(items: Iterable<Item>, work: (item: Item) => void): void {
    const iterator = items[Symbol.iterator]();
    this.#batches.push({
      step() {
        const next = iterator.next();
        if (next.done === true) return false;
        work(next.value);
        return true;
      },
    });
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || this.isIdle) return;
    this.#isScheduled = true;
    this.#later(() => this.#turn());
  }

  #turn(): void {
    this.#isScheduled = false;
    const endMs = this.#nowMs() + this.#budgetMs;
    while (!this.isIdle) {
      this.#step();
      if (this.#nowMs() >= endMs) break;
    }
    this.#batches = this.#batches.slice(this.#head);
    this.#head = 0;
    this.#schedule();
  }

  #step(): void {
    try {
      if (this.#batches[this.#head]?.step() !== true) this.#head += 1;
    } catch (error) {
      this.#onFault(error);
    }
  }
}
