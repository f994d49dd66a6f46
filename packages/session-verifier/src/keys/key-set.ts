import type { KeySource } from './key-source.js';
import { toVerificationKey, type VerificationKey } from './verification-key.js';

export interface KeySetTimes {
  /** Between two fetches for an unknown `kid`: anyone can name one. Milliseconds. */
  readonly coolDownMs: number;
  /** Between a failed fetch and the next; milliseconds. */
  readonly retryMs: number;
  /** Between two fetches without any cause, to see keys that left the set; milliseconds. Below the time a key is published before its first use. */
  readonly refreshMs: number;
}

export const KEY_SET_TIMES: KeySetTimes = { coolDownMs: 10_000, retryMs: 1_000, refreshMs: 60_000 };

/** The issuer's keys by `kid`, fetched by one flight at a time. Keys known so far stay while a fetch fails. */
export class KeySet {
  readonly #source: KeySource;
  readonly #times: KeySetTimes;
  readonly #nowMs: () => number;
  #keys = new Map<string, VerificationKey>();
  #flight: Promise<void> | undefined;
  #loaded = false;
  #failed = false;
  #fetchedAtMs = Number.NEGATIVE_INFINITY;
  #fetches = 0;

  constructor(source: KeySource, nowMs: () => number, times: KeySetTimes = KEY_SET_TIMES) {
    this.#source = source;
    this.#nowMs = nowMs;
    this.#times = times;
  }

  /** Whether a key set was ever had. */
  get loaded(): boolean {
    return this.#loaded;
  }

  get fetches(): number {
    return this.#fetches;
  }

  find(kid: string): VerificationKey | undefined {
    return this.#keys.get(kid);
  }

  /** Fetches in the background where it is time to. */
  keepFresh(nowMs: number): void {
    if (nowMs - this.#fetchedAtMs >= (this.#failed ? this.#times.retryMs : this.#times.refreshMs)) void this.fetch();
  }

  /** The key of that `kid`, after a fetch where it is unknown and the cool-down allows one. */
  async seek(kid: string): Promise<VerificationKey | undefined> {
    const sinceMs = this.#nowMs() - this.#fetchedAtMs;
    if (this.#flight !== undefined || sinceMs >= (this.#failed ? this.#times.retryMs : this.#times.coolDownMs))
      await this.fetch();
    return this.#keys.get(kid);
  }

  /** Fetches now, or waits for the fetch under way. Never rejects. */
  fetch(): Promise<void> {
    this.#flight ??= this.#fetch().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #fetch(): Promise<void> {
    this.#fetches += 1;
    this.#fetchedAtMs = this.#nowMs();
    try {
      this.#replace(await this.#source.keys());
      this.#failed = false;
      this.#loaded = true;
    } catch {
      this.#failed = true;
    }
  }

  #replace(jwks: Awaited<ReturnType<KeySource['keys']>>): void {
    const keys = new Map<string, VerificationKey>();
    for (const jwk of jwks) {
      const fetched = toVerificationKey(jwk);
      if (fetched === undefined) continue;
      const known = this.#keys.get(fetched.kid);
      // The same object while the key is the same: tokens verified with it stay believed.
      keys.set(fetched.kid, known !== undefined && known.key.equals(fetched.key) ? known : fetched);
    }
    for (const [kid, key] of this.#keys) if (keys.get(kid) !== key) key.present = false;
    this.#keys = keys;
  }
}
