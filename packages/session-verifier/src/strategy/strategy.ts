import type { VerifyResult } from '../result.js';

/** One way of judging a token. The verifier has one, and adds nothing to its answer. */
export interface Strategy {
  verify(token: string): VerifyResult | Promise<VerifyResult>;
  /** Whether an answer can be given at this moment that needs nobody else. */
  ready(): boolean;
  /** How long ago a session may have ended without this strategy knowing; infinite where it cannot say. */
  stalenessMs(): number;
  cachedTokens(): number;
  close(): Promise<void>;
}
