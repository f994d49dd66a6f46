import type { KeySet } from '../keys/key-set.js';
import type { VerifyFailure } from '../result.js';
import { expired } from '../token/assertions.js';
import type { Reading, TokenReader } from '../token/token-reader.js';
import type { VerifiedToken } from '../token/verified-token.js';
import type { VerifiedTokenCache } from '../token/verified-token-cache.js';
import type { VerifierCounters } from '../verifier-metrics.js';

export interface TokenMemoryParts {
  readonly keys: KeySet;
  readonly reader: TokenReader;
  readonly cache: VerifiedTokenCache;
  readonly counters: VerifierCounters;
  readonly nowMs: () => number;
}

/** Verified tokens, remembered: what `jwt` and `live` have in common. */
export class TokenMemory {
  readonly #parts: TokenMemoryParts;

  constructor(parts: TokenMemoryParts) {
    this.#parts = parts;
  }

  /** The token, if it was verified before and its key is still in the key set. */
  recall(token: string, nowMs: number): VerifiedToken | undefined {
    const { cache, counters, keys } = this.#parts;
    keys.keepFresh(nowMs);
    const found = cache.find(token);
    if (found === undefined || !found.key.present) {
      counters.misses += 1;
      return undefined;
    }
    counters.hits += 1;
    return found;
  }

  /** Verifies the token's signature and claims. */
  read(token: string): Reading | Promise<Reading> {
    return this.#parts.reader.read(token, this.#parts.nowMs);
  }

  remember(token: VerifiedToken): void {
    this.#parts.cache.keep(token);
  }

  expiry(token: VerifiedToken, nowMs: number): VerifyFailure | undefined {
    return nowMs < token.deadlineMs ? undefined : expired();
  }
}
