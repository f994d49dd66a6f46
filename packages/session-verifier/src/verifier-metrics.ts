import type { VerifyFailureCode, VerifyResult } from './result.js';

/** What was done where the view was too old to say whether a session has ended. */
export type StaleDecision = 'introspected' | 'denied' | 'allowed';

/** Counts since the verifier was created, and sizes now. */
export interface VerifierMetrics {
  /** Calls answered from the cache of verified tokens. */
  readonly hits: number;
  /** Calls that verified a signature, or refused before it. */
  readonly misses: number;
  readonly refusals: Readonly<Partial<Record<VerifyFailureCode, number>>>;
  readonly staleDecisions: Readonly<Record<StaleDecision, number>>;
  readonly introspectionFailures: number;
  /** Introspections that were not made since as many as may were under way. */
  readonly introspectionsRejected: number;
  readonly keyFetches: number;
  readonly cachedTokens: number;
  /** Sessions and users in the view; 0 under strategy `jwt`. */
  readonly viewEntries: number;
  /** Infinite where the view is not ready; 0 under strategy `jwt`, which sees no revocation. */
  readonly stalenessMs: number;
}

export class VerifierCounters {
  hits = 0;
  misses = 0;
  introspectionFailures = 0;
  introspectionsRejected = 0;
  readonly refusals: Partial<Record<VerifyFailureCode, number>> = {};
  readonly staleDecisions: Record<StaleDecision, number> = { introspected: 0, denied: 0, allowed: 0 };

  /** Counts the answer and hands it on. */
  answered<Result extends VerifyResult>(result: Result): Result {
    if (!result.ok) this.refusals[result.code] = (this.refusals[result.code] ?? 0) + 1;
    return result;
  }
}
