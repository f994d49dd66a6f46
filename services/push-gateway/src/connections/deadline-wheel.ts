const WIDTH_MS = 1_000;

/**
 * Many deadlines under one timer: buckets a second wide, so that setting, moving and cancelling are one Map operation each, and a
 * second in which nothing is due costs nothing. Tokens expire on whole seconds, so a bucket's end is exact for them. Never early.
 */
export class DeadlineWheel<Item> {
  readonly #buckets = new Map<number, Set<Item>>();
  readonly #bucketOf = new Map<Item, number>();
  /** The last bucket that was emptied. */
  #through = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#bucketOf.size;
  }

  /** Sets or moves the one deadline of an item. A time that has passed is due at the next look. */
  set(item: Item, atMs: number): void {
    this.delete(item);
    const bucket = Math.max(Math.ceil(atMs / WIDTH_MS), this.#through + 1);
    const items = this.#buckets.get(bucket);
    if (items === undefined) this.#buckets.set(bucket, new Set([item]));
    else items.add(item);
    this.#bucketOf.set(item, bucket);
  }

  delete(item: Item): void {
    const bucket = this.#bucketOf.get(item);
    if (bucket === undefined) return;
    this.#bucketOf.delete(item);
    const items = this.#buckets.get(bucket);
    items?.delete(item);
    if (items?.size === 0) this.#buckets.delete(bucket);
  }

  /** Takes out everything whose deadline is not after this instant. */
  takeDue(nowMs: number): Item[] {
    const through = Math.floor(nowMs / WIDTH_MS);
    if (through <= this.#through) return [];
    const due: Item[] = [];
    for (const bucket of this.#bucketsThrough(through)) {
      for (const item of this.#buckets.get(bucket) ?? []) {
        due.push(item);
        this.#bucketOf.delete(item);
      }
      this.#buckets.delete(bucket);
    }
    this.#through = through;
    return due;
  }

  /** After a long sleep there are more seconds to step through than buckets to look at. */
  #bucketsThrough(through: number): number[] {
    const seconds = through - this.#through;
    if (seconds > this.#buckets.size) return [...this.#buckets.keys()].filter((bucket) => bucket <= through);
    return Array.from({ length: seconds }, (_, index) => this.#through + 1 + index);
  }
}
