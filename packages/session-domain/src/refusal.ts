import type { EndReason, ReuseKind } from '@atlasnode/session-events';

/** An expected "no". It is a value: nothing was thrown, nothing is broken. */
export type Refusal =
  | { readonly code: 'UNKNOWN_SESSION' }
  /** `endedAtMs` is absent where an epoch ended the session and its own end event is still to come. */
  | { readonly code: 'SESSION_ENDED'; readonly endReason: EndReason; readonly endedAtMs?: number }
  | { readonly code: 'REFRESH_TOKEN_INVALID' }
  | { readonly code: 'REFRESH_REUSED'; readonly kind: ReuseKind }
  | { readonly code: 'SIGN_IN_OVERTAKEN' }
  | { readonly code: 'SESSION_LIMIT_REACHED'; readonly limit: number }
  | { readonly code: 'EXCEPT_NOT_LIVE' }
  | { readonly code: 'IDEMPOTENCY_KEY_REUSED' };

export type RefusalCode = Refusal['code'];
