import type { RevocationNotice } from '@atlasnode/session-events';
import { KeySet } from './keys/key-set.js';
import type { VerifyResult } from './result.js';
import { IntrospectionGate } from './stale/introspection-gate.js';
import { StaleRule } from './stale/stale-rule.js';
import { JwtStrategy } from './strategy/jwt.strategy.js';
import { LiveStrategy, type LiveStrategyParts } from './strategy/live.strategy.js';
import type { Strategy } from './strategy/strategy.js';
import { TokenMemory } from './strategy/token-memory.js';
import { TokenReader } from './token/token-reader.js';
import { VerifiedTokenCache } from './token/verified-token-cache.js';
import { VerifierCounters, type VerifierMetrics } from './verifier-metrics.js';
import { checkOptions, DEFAULTS, type LiveVerifierOptions, type VerifierOptions } from './verifier-options.js';
import type { Unsubscribe } from './view/listeners.js';
import { RevocationView } from './view/revocation-view.js';

/** Judges access tokens from memory. */
export interface Verifier {
  /**
   * Judges one access token. An expected "no" is a value, never thrown.
   *
   * A token seen before is answered at once, without a promise; `await` is right for both.
   *
   * @example
   * ```ts
   * const result = await verifier.verify(token);
   * if (!result.ok) return reply.status(401).send({ code: result.code });
   * result.session.userId;
   * ```
   */
  verify(token: string): VerifyResult | Promise<VerifyResult>;
  /** Told of each notice after it is in force: to close what is open for a session. Never called under strategy `jwt`. */
  onEnded(listener: (notice: RevocationNotice) => void): Unsubscribe;
  /** A revocation acknowledged longer ago than this is refused here; milliseconds. Infinite where that cannot be said. 0 under `jwt`, which sees none. */
  stalenessMs(): number;
  /** Whether keys are here and, under `live`, the view is fresh enough: for readiness probes. */
  ready(): boolean;
  metrics(): VerifierMetrics;
  /** Stops reading revocations. Tokens presented after it are judged as by a stale verifier. */
  close(): Promise<void>;
}

/**
 * Creates a verifier. It fetches the key set at once and follows the revocations from then on; `close()` it at shutdown.
 *
 * - `jwt`: the token alone. Fast everywhere, sees no revocation: a session that was ended is accepted until its token expires.
 * - `live`: the token, and a local view of what has ended. As fast, and refuses an ended session within {@link Verifier.stalenessMs}.
 *
 * @example
 * ```ts
 * const verifier = createVerifier({
 *   strategy: 'live',
 *   issuer: 'https://sessions.example.com',
 *   audience: 'shop',
 *   keys: jwksUrl('https://sessions.example.com/.well-known/jwks.json'),
 *   source: socketSource({ url: 'https://push.example.com', serviceKey }),
 *   introspect: httpIntrospection({ apiUrl: 'https://sessions.example.com', serviceKey }),
 * });
 * ```
 * @throws TypeError for options that contradict each other: a programmer's mistake, not to be caught.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  checkOptions(options);
  const { clockToleranceMs = DEFAULTS.clockToleranceMs, cacheSize = DEFAULTS.cacheSize, nowMs = Date.now } = options;
  const keys = new KeySet(options.keys, nowMs);
  const cache = new VerifiedTokenCache(cacheSize);
  const counters = new VerifierCounters();
  const reader = new TokenReader(keys, {
    type: 'at+jwt',
    issuer: options.issuer,
    audiences: typeof options.audience === 'string' ? [options.audience] : options.audience,
    ofSession: options.strategy === 'live',
    clockToleranceMs,
  });
  const memory = new TokenMemory({ keys, reader, cache, counters, nowMs });
  const parts = { memory, cache, counters, nowMs, keysLoaded: () => keys.loaded };
  void keys.fetch();
  if (options.strategy === 'jwt') return new StrategyVerifier(new JwtStrategy(parts), counters, keys, undefined);
  const live = withView(options, parts);
  return new StrategyVerifier(new LiveStrategy(live), counters, keys, live.view);
}

function withView(
  options: LiveVerifierOptions,
  parts: Pick<LiveStrategyParts, 'memory' | 'cache' | 'counters' | 'nowMs' | 'keysLoaded'>,
): LiveStrategyParts {
  const view = options.view ?? new RevocationView(options);
  return {
    ...parts,
    view,
    source: options.source?.open(view),
    maxStalenessMs: options.maxStalenessMs ?? DEFAULTS.maxStalenessMs,
    staleRule: staleRuleOf(options, parts.counters),
  };
}

function staleRuleOf(options: LiveVerifierOptions, counters: VerifierCounters): StaleRule {
  const { introspect, maxIntrospections = DEFAULTS.maxIntrospections } = options;
  return new StaleRule({
    onStale: options.onStale ?? (introspect === undefined ? 'deny' : 'introspect'),
    gate: introspect === undefined ? undefined : new IntrospectionGate(introspect, maxIntrospections),
    counters,
    report: options.onStaleDecision ?? (() => undefined),
  });
}

class StrategyVerifier implements Verifier {
  readonly #strategy: Strategy;
  readonly #counters: VerifierCounters;
  readonly #keys: KeySet;
  readonly #view: RevocationView | undefined;

  constructor(strategy: Strategy, counters: VerifierCounters, keys: KeySet, view: RevocationView | undefined) {
    this.#strategy = strategy;
    this.#counters = counters;
    this.#keys = keys;
    this.#view = view;
  }

  verify(token: string): VerifyResult | Promise<VerifyResult> {
    return this.#strategy.verify(token);
  }

  onEnded(listener: (notice: RevocationNotice) => void): Unsubscribe {
    return this.#view?.onNotice(listener) ?? (() => undefined);
  }

  stalenessMs(): number {
    return this.#strategy.stalenessMs();
  }

  ready(): boolean {
    return this.#strategy.ready();
  }

  metrics(): VerifierMetrics {
    const { hits, misses, introspectionFailures, introspectionsRejected, refusals, staleDecisions } = this.#counters;
    return {
      hits,
      misses,
      refusals: { ...refusals },
      staleDecisions: { ...staleDecisions },
      introspectionFailures,
      introspectionsRejected,
      keyFetches: this.#keys.fetches,
      cachedTokens: this.#strategy.cachedTokens(),
      viewEntries: this.#view?.size ?? 0,
      stalenessMs: this.stalenessMs(),
    };
  }

  close(): Promise<void> {
    return this.#strategy.close();
  }
}
