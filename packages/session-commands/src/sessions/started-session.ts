import type { SessionSecret } from '@atlasnode/session-engine';
import type { SessionSummary } from '@atlasnode/session-events';

export interface StartedSession {
  readonly session: SessionSummary;
  readonly secret: SessionSecret;
  /** The instant before the loads: `iat` and `exp` count from it. */
  readonly nowMs: number;
  /** The session was started by an earlier request with the same idempotency key; `session.generation` is the one it was given then. */
  readonly repeated?: true;
}
