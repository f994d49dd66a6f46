import { failure, type VerifyResult } from '../result.js';
import type { VerifiedToken } from '../token/verified-token.js';
import type { StaleDecision, VerifierCounters } from '../verifier-metrics.js';
import type { IntrospectionAnswer, IntrospectionGate } from './introspection-gate.js';

/** `introspect`: ask the service about this token; deny where it does not answer. `deny`: refuse with `STALE`. `allow`: believe the token alone. */
export type OnStale = 'introspect' | 'deny' | 'allow';

/** What was decided for one request of a stale verifier. */
export interface StaleReport {
  readonly decision: StaleDecision;
  /** Infinite where the view is not ready. */
  readonly stalenessMs: number;
  readonly sid: string;
}

export interface StaleRuleParts {
  readonly onStale: OnStale;
  /** Present where `onStale` is `introspect`. */
  readonly gate: IntrospectionGate | undefined;
  readonly counters: VerifierCounters;
  readonly report: (report: StaleReport) => void;
}

/** What is done with a good token while nobody can say whether its session has ended. Each decision is counted and reported. */
export class StaleRule {
  readonly #parts: StaleRuleParts;

  constructor(parts: StaleRuleParts) {
    this.#parts = parts;
  }

  decide(token: VerifiedToken, stalenessMs: number): VerifyResult | Promise<VerifyResult> {
    const { onStale, gate } = this.#parts;
    switch (onStale) {
      case 'allow':
        this.#count('allowed', token, stalenessMs);
        return token.result;
      case 'deny':
        return this.#deny(token, stalenessMs);
      case 'introspect':
        return gate === undefined
          ? this.#deny(token, stalenessMs)
          : gate.ask(token.token).then((answer) => this.#conclude(answer, token, stalenessMs));
      default:
        return onStale satisfies never;
    }
  }

  #conclude(answer: IntrospectionAnswer, token: VerifiedToken, stalenessMs: number): VerifyResult {
    const { counters } = this.#parts;
    switch (answer) {
      case 'active':
        this.#count('introspected', token, stalenessMs);
        return token.result;
      case 'inactive':
        this.#count('introspected', token, stalenessMs);
        return failure('SESSION_ENDED', 'The session has ended.');
      case 'full':
        counters.introspectionsRejected += 1;
        return this.#deny(token, stalenessMs);
      case 'failed':
        counters.introspectionFailures += 1;
        return this.#deny(token, stalenessMs);
      default:
        return answer satisfies never;
    }
  }

  #deny(token: VerifiedToken, stalenessMs: number): VerifyResult {
    this.#count('denied', token, stalenessMs);
    return failure('STALE', 'Whether the session has ended cannot be said at the moment.');
  }

  #count(decision: StaleDecision, token: VerifiedToken, stalenessMs: number): void {
    this.#parts.counters.staleDecisions[decision] += 1;
    this.#parts.report({ decision, stalenessMs, sid: token.result.session.sid });
  }
}
