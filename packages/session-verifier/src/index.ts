export { fixedKeys, jwksUrl, type JwksUrlOptions, type KeySource } from './keys/key-source.js';
export type { PublicJwk } from './keys/verification-key.js';
export type { VerifiedSession, VerifyFailure, VerifyFailureCode, VerifyResult, VerifySuccess } from './result.js';
export type { OpenSource, RevocationSource } from './source/revocation-source.js';
export { httpIntrospection, type HttpIntrospectionOptions } from './stale/http-introspection.js';
export type { Introspect } from './stale/introspection-gate.js';
export type { OnStale, StaleReport } from './stale/stale-rule.js';
export type { StaleDecision, VerifierMetrics } from './verifier-metrics.js';
export type {
  CommonVerifierOptions,
  JwtVerifierOptions,
  LiveVerifierOptions,
  VerifierOptions,
} from './verifier-options.js';
export { createVerifier, type Verifier } from './verifier.js';
export type { TokenSubject } from './view/ended-subjects.js';
export type { Unsubscribe } from './view/listeners.js';
export {
  DEFAULT_CLOCK_SKEW_MS,
  LONGEST_WINDOW_MS,
  RevocationView,
  type ApplyOutcome,
  type RevocationViewOptions,
} from './view/revocation-view.js';
