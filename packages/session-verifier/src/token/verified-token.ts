import type { VerificationKey } from '../keys/verification-key.js';
import type { VerifySuccess } from '../result.js';

/** A token whose signature and claims were verified. */
export interface VerifiedToken {
  readonly token: string;
  readonly result: VerifySuccess;
  readonly key: VerificationKey;
  /** Unix milliseconds: from here on it is refused. `exp` and the tolerance. */
  readonly deadlineMs: number;
  /** A notice has ended its session. */
  dead: boolean;
  /** Seen since it was last considered for removal. */
  used: boolean;
  /** The other tokens of its chain in {@link TokensByUser}. */
  next: VerifiedToken | undefined;
  previous: VerifiedToken | undefined;
}
