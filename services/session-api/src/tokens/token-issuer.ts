import type { SessionSecret } from '@atlasnode/session-engine';
import type { SessionSummary } from '@atlasnode/session-events';
import type { Policy } from '@atlasnode/session-domain';
import { problem } from '../problems.js';
import { liveView } from '../session-view/session-view.js';
import type { AccessTokens } from './access-token.js';
import type { RefreshTokens } from './refresh-token.js';
import type { SessionTokens } from './tokens.schema.js';

export class TokenIssuer {
  readonly #accessTokens: AccessTokens;
  readonly #refreshTokens: RefreshTokens;

  constructor(accessTokens: AccessTokens, refreshTokens: RefreshTokens) {
    this.#accessTokens = accessTokens;
    this.#refreshTokens = refreshTokens;
  }

  /** The present generation's tokens: derived, so that whoever lost a race gets the winner's. */
  issue(
    granted: { readonly session: SessionSummary; readonly secret: SessionSecret; readonly nowMs: number },
    policy: Policy,
  ): SessionTokens {
    const { session, secret, nowMs } = granted;
    // A process that another one has overtaken with a newer ring must not answer without a refresh token.
    if (!this.#refreshTokens.has(secret.kid)) throw problem('MASTER_KEY_UNKNOWN');
    const access = this.#accessTokens.issue(session, policy.accessTokenLifetimeMs, nowMs);
    return {
      sid: session.sid,
      accessToken: access.text,
      accessTokenExpiresAtMs: access.expiresAtMs,
      refreshToken: this.#refreshTokens.mint(session.sid, session.generation, secret),
      refreshTokenExpiresAtMs: Math.min(session.idleDueAtMs, session.absoluteDueAtMs),
      session: liveView(session),
    };
  }
}
