import { randomUUID } from 'node:crypto';
import type { SessionSummary } from '@atlasnode/session-events';
import type { SigningKeys } from '../signing-keys/signing-keys.js';

export interface IssuedAccessToken {
  readonly text: string;
  readonly expiresAtMs: number;
}

/** RFC 9068 access token of a session. */
export class AccessTokens {
  readonly #issuer: string;
  readonly #keys: Pick<SigningKeys, 'sign'>;

  constructor(issuer: string, keys: Pick<SigningKeys, 'sign'>) {
    this.#issuer = issuer;
    this.#keys = keys;
  }

  /**
   * `nowMs` is the instant the write path took before its loads: a token never claims to be younger than the state it was issued from.
   * It ends with its session's due time at the latest, rounded down to the second.
   */
  issue(session: SessionSummary, lifetimeMs: number, nowMs: number): IssuedAccessToken {
    const due = Math.floor(Math.min(session.idleDueAtMs, session.absoluteDueAtMs) / 1_000);
    const exp = Math.min(Math.floor((nowMs + lifetimeMs) / 1_000), due);
    const text = this.#keys.sign(
      {
        iss: this.#issuer,
        sub: session.userId,
        aud: session.audience,
        exp,
        due,
        iat: Math.floor(nowMs / 1_000),
        jti: randomUUID(),
        client_id: session.clientId,
        auth_time: Math.floor(session.authTimeMs / 1_000),
        ...(session.acr === undefined ? {} : { acr: session.acr }),
        amr: session.amr,
        roles: session.roles,
        sid: session.sid,
        uep: session.userEpoch,
        rep: session.realmEpoch,
      },
      'at+jwt',
    );
    return { text, expiresAtMs: exp * 1_000 };
  }
}
