import { createPublicKey, type KeyObject } from 'node:crypto';
import { epoch, sid, userId, type Sid, type UserId } from '@atlasnode/session-events';
import jsonwebtoken from 'jsonwebtoken';
import { z } from 'zod';
import type { SigningKeys } from '../signing-keys/signing-keys.js';

const claims = z.looseObject({
  iss: z.string(),
  sub: userId,
  aud: z.array(z.string()),
  exp: z.int(),
  iat: z.int(),
  jti: z.string(),
  client_id: z.string(),
  roles: z.array(z.string()),
  sid,
  uep: epoch,
  rep: epoch,
});
export type AccessTokenClaims = z.infer<typeof claims> & { readonly sid: Sid; readonly sub: UserId };

/** For introspection: what a token says, if it is ours and unexpired. Whether its session lives is for the store to say. */
export class AccessTokenReader {
  readonly #issuer: string;
  readonly #keys: Pick<SigningKeys, 'find'>;
  readonly #nowMs: () => number;
  readonly #publicKeys = new Map<string, KeyObject>();

  constructor(issuer: string, keys: Pick<SigningKeys, 'find'>, nowMs: () => number) {
    this.#issuer = issuer;
    this.#keys = keys;
    this.#nowMs = nowMs;
  }

  read(token: string): AccessTokenClaims | undefined {
    try {
      // `decode` throws, too: where the header says `typ: JWT` and the payload is not JSON.
      const decoded = jsonwebtoken.decode(token, { complete: true });
      // RFC 9068 §4: another typ MUST be rejected.
      if (decoded === null || decoded.header.typ !== 'at+jwt' || decoded.header.kid === undefined) return undefined;
      const record = this.#keys.find(decoded.header.kid);
      if (record === undefined) return undefined;
      const payload = jsonwebtoken.verify(token, this.#publicKey(record.kid, record.publicJwk), {
        algorithms: [record.algorithm],
        issuer: this.#issuer,
        clockTimestamp: Math.floor(this.#nowMs() / 1_000),
      });
      return claims.safeParse(payload).data;
    } catch {
      return undefined;
    }
  }

  #publicKey(kid: string, jwk: Readonly<Record<string, string>>): KeyObject {
    const known = this.#publicKeys.get(kid);
    if (known !== undefined) return known;
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    this.#publicKeys.set(kid, key);
    return key;
  }
}
