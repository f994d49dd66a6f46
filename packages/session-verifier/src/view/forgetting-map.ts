/**
 * Entries in the order of their times, forgotten from the old end in slices. One live iterator stays at the old end: a fresh one
 * would step over every hole that earlier deletions left in the Map before it found the first entry.
 */
export class ForgettingMap<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #atMsOf: (value: Value) => number;
  #walk: MapIterator<[string, Value]> | undefined;
  #oldest: [string, Value] | undefined;

  constructor(atMsOf: (value: Value) => number) {
    this.#atMsOf = atMsOf;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key);
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Puts the entry at the young end, wherever it was before. */
  put(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
  }

  /**
   * Drops at most `limit` entries whose time is at or before `atMs`, the oldest first, and answers how many. An entry behind one
   * with a later time waits for it: never forgotten early, at most late.
   */
  forgetThrough(atMs: number, limit: number): number {
    let dropped = 0;
    while (dropped < limit) {
      const oldest = this.#findOldest();
      if (oldest === undefined || this.#atMsOf(oldest[1]) > atMs) break;
      this.#entries.delete(oldest[0]);
      this.#oldest = undefined;
      dropped += 1;
    }
    return dropped;
  }

  [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.#entries[Symbol.iterator]();
  }

  #findOldest(): [string, Value] | undefined {
    // An entry that was put again since has moved to the young end; the iterator meets it there.
    while (this.#oldest === undefined || this.#entries.get(this.#oldest[0]) !== this.#oldest[1]) {
      if (this.#entries.size === 0) {
        this.#walk = undefined;
        this.#oldest = undefined;
        return undefined;
      }
      this.#walk ??= this.#entries[Symbol.iterator]();
      const step = this.#walk.next();
      // A Map's iterator that once came to the end stays there, whatever is added after.
      if (step.done === true) this.#walk = undefined;
      else this.#oldest = step.value;
    }
    return this.#oldest;
  }
}
