import type { RevocationNotice } from '@atlasnode/session-events';
import { failure, type VerifyFailure, type VerifyResult } from '../result.js';
import type { OpenSource } from '../source/revocation-source.js';
import type { StaleRule } from '../stale/stale-rule.js';
import type { Reading } from '../token/token-reader.js';
import type { VerifiedToken } from '../token/verified-token.js';
import type { VerifiedTokenCache } from '../token/verified-token-cache.js';
import type { VerifierCounters } from '../verifier-metrics.js';
import type { Unsubscribe } from '../view/listeners.js';
import type { RevocationView } from '../view/revocation-view.js';
import type { Strategy } from './strategy.js';
import type { TokenMemory } from './token-memory.js';

export interface LiveStrategyParts {
  readonly memory: TokenMemory;
  readonly cache: VerifiedTokenCache;
  readonly counters: VerifierCounters;
  readonly nowMs: () => number;
  readonly keysLoaded: () => boolean;
  readonly view: RevocationView;
  /** Feeds the view; absent where somebody else does. */
  readonly source: OpenSource | undefined;
  readonly maxStalenessMs: number;
  readonly staleRule: StaleRule;
}

/**
 * The token, and the view of what has ended. Every notice marks the cached tokens that it ends, so that a token seen before needs no
 * look-up in the view: only its mark, its expiry, its key and the view's freshness are checked.
 */
export class LiveStrategy implements Strategy {
  readonly #parts: LiveStrategyParts;
  readonly #unsubscribe: readonly Unsubscribe[];
  #closed = false;

  constructor(parts: LiveStrategyParts) {
    this.#parts = parts;
    const { view, cache } = parts;
    this.#unsubscribe = [view.onNotice((notice) => this.#markDead(notice)), view.onReload(() => cache.clear())];
  }

  verify(token: string): VerifyResult | Promise<VerifyResult> {
    const { memory, nowMs } = this.#parts;
    const atMs = nowMs();
    const known = memory.recall(token, atMs);
    if (known !== undefined) return this.#judge(known, atMs);
    const reading = memory.read(token);
    return reading instanceof Promise ? reading.then((read) => this.#judgeNew(read)) : this.#judgeNew(reading);
  }

  ready(): boolean {
    return this.#parts.keysLoaded() && this.stalenessMs() <= this.#parts.maxStalenessMs;
  }

  stalenessMs(): number {
    return this.#stalenessAt(this.#parts.nowMs());
  }

  cachedTokens(): number {
    return this.#parts.cache.size;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#parts.cache.clear();
    await this.#parts.source?.close();
  }

  #judgeNew(reading: Reading): VerifyResult | Promise<VerifyResult> {
    if (!reading.ok) return this.#parts.counters.answered(reading);
    const { token } = reading;
    // In the same turn of the loop as the cache takes it: no notice can come between, and any later one finds it there.
    if (this.#parts.view.isRevoked(token.result.session)) token.dead = true;
    this.#parts.memory.remember(token);
    return this.#judge(token, this.#parts.nowMs());
  }

  #judge(token: VerifiedToken, atMs: number): VerifyResult | Promise<VerifyResult> {
    const { memory, maxStalenessMs, counters } = this.#parts;
    if (token.dead) return counters.answered(ended());
    const expiry = memory.expiry(token, atMs);
    if (expiry !== undefined) return counters.answered(expiry);
    const stalenessMs = this.#stalenessAt(atMs);
    return stalenessMs <= maxStalenessMs ? token.result : this.#judgeWhenStale(token, stalenessMs);
  }

  /** Once closed it hears of no more notices, whoever feeds the view. */
  #stalenessAt(atMs: number): number {
    return this.#closed ? Number.POSITIVE_INFINITY : this.#parts.view.stalenessMs(atMs);
  }

  #judgeWhenStale(token: VerifiedToken, stalenessMs: number): VerifyResult | Promise<VerifyResult> {
    const { staleRule, counters, view } = this.#parts;
    const decision = staleRule.decide(token, stalenessMs);
    if (!(decision instanceof Promise)) return counters.answered(decision);
    // The notice may have come while the answer was waited for; what is known to have ended is never let through.
    return decision.then((result) => counters.answered(result.ok && view.isRevoked(result.session) ? ended() : result));
  }

  #markDead(notice: RevocationNotice): void {
    const { cache, view } = this.#parts;
    if (notice.kind === 'everyone') cache.clear();
    else cache.markDead(notice.userId, (token) => view.isRevoked(token.result.session));
  }
}

function ended(): VerifyFailure {
  return failure('SESSION_ENDED', 'The session has ended.');
}
