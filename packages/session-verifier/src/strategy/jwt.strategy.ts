import type { VerifyResult } from '../result.js';
import type { Reading } from '../token/token-reader.js';
import type { VerifiedTokenCache } from '../token/verified-token-cache.js';
import type { VerifierCounters } from '../verifier-metrics.js';
import type { Strategy } from './strategy.js';
import type { TokenMemory } from './token-memory.js';

/** The token alone: what it says holds until it expires. No revocation is seen. */
export class JwtStrategy implements Strategy {
  readonly #memory: TokenMemory;
  readonly #cache: VerifiedTokenCache;
  readonly #counters: VerifierCounters;
  readonly #nowMs: () => number;
  readonly #keysLoaded: () => boolean;

  constructor(parts: {
    readonly memory: TokenMemory;
    readonly cache: VerifiedTokenCache;
    readonly counters: VerifierCounters;
    readonly nowMs: () => number;
    readonly keysLoaded: () => boolean;
  }) {
    this.#memory = parts.memory;
    this.#cache = parts.cache;
    this.#counters = parts.counters;
    this.#nowMs = parts.nowMs;
    this.#keysLoaded = parts.keysLoaded;
  }

  verify(token: string): VerifyResult | Promise<VerifyResult> {
    const nowMs = this.#nowMs();
    const known = this.#memory.recall(token, nowMs);
    if (known !== undefined) return this.#memory.expiry(known, nowMs) ?? known.result;
    const reading = this.#memory.read(token);
    return reading instanceof Promise ? reading.then((read) => this.#judge(read)) : this.#judge(reading);
  }

  ready(): boolean {
    return this.#keysLoaded();
  }

  stalenessMs(): number {
    return 0;
  }

  cachedTokens(): number {
    return this.#cache.size;
  }

  async close(): Promise<void> {
    this.#cache.clear();
  }

  #judge(reading: Reading): VerifyResult {
    if (!reading.ok) return this.#counters.answered(reading);
    this.#memory.remember(reading.token);
    return reading.token.result;
  }
}
