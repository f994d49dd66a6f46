/** `Date` counts whole seconds, and an answer is under way for a while: less than this is no difference. */
const TOLERANCE_MS = 2_000;

/** The server's clock, as its answers tell it: a person's machine may be hours off, and every due time is the server's. */
export class ServerClock {
  readonly #nowMs: () => number;
  #offsetMs = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  hear(dateMs: number | undefined): void {
    if (dateMs === undefined) return;
    const offsetMs = dateMs + 500 - this.#nowMs();
    this.#offsetMs = Math.abs(offsetMs) < TOLERANCE_MS ? 0 : offsetMs;
  }

  nowMs(): number {
    return this.#nowMs() + this.#offsetMs;
  }
}
