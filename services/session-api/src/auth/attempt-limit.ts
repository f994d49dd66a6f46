import { isIPv6 } from 'node:net';

/** Addresses remembered at once; the one whose window is oldest makes room. About 10 MB at most. */
const MAX_ADDRESSES = 50_000;
const WINDOW_MS = 60_000;

interface Attempts {
  readonly sinceMs: number;
  count: number;
}

/** So many attempts per address and minute. An IPv6 address counts as its /64: one person has all of it. */
export class AttemptLimit {
  readonly #perMinute: number;
  readonly #nowMs: () => number;
  readonly #attempts = new Map<string, Attempts>();

  constructor(perMinute: number, nowMs: () => number) {
    this.#perMinute = perMinute;
    this.#nowMs = nowMs;
  }

  /** Counts one. */
  record(address: string): void {
    const key = networkOf(address);
    const known = this.#within(key);
    if (known !== undefined) {
      known.count += 1;
      return;
    }
    this.#attempts.delete(key);
    this.#attempts.set(key, { sinceMs: this.#nowMs(), count: 1 });
    if (this.#attempts.size > MAX_ADDRESSES) this.#dropOldest();
  }

  /** How long the address has to wait; 0 where it need not. */
  waitMs(address: string): number {
    const known = this.#within(networkOf(address));
    return known === undefined || known.count < this.#perMinute ? 0 : known.sinceMs + WINDOW_MS - this.#nowMs();
  }

  #within(key: string): Attempts | undefined {
    const known = this.#attempts.get(key);
    return known !== undefined && known.sinceMs + WINDOW_MS > this.#nowMs() ? known : undefined;
  }

  /** A Map keeps the order of insertion, which is that of the windows. */
  #dropOldest(): void {
    for (const oldest of this.#attempts.keys()) {
      this.#attempts.delete(oldest);
      return;
    }
  }
}

function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const given = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - given.length;
  return [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...given].slice(0, 4).join(':');
}
