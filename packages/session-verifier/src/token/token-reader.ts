import jwt from 'jsonwebtoken';
import type { KeySet } from '../keys/key-set.js';
import type { VerificationKey } from '../keys/verification-key.js';
import { failure, type VerifiedSession, type VerifyFailure } from '../result.js';
import { assertAll, audienceOf, type Claims, type Expectations } from './assertions.js';
import { FrozenTexts } from './frozen-texts.js';
import { ownCopy } from './own-copy.js';
import { TokenHeaders, type TokenHeader } from './token-header.js';
import type { VerifiedToken } from './verified-token.js';

export type Reading = { readonly ok: true; readonly token: VerifiedToken } | VerifyFailure;

/** Reads tokens: the signature first, by the one algorithm of the key that `kid` names, then one assertion per claim. */
export class TokenReader {
  readonly #keys: KeySet;
  readonly #expected: Expectations;
  readonly #headers = new TokenHeaders();
  readonly #audiences = new FrozenTexts();
  readonly #roles = new FrozenTexts();

  constructor(keys: KeySet, expected: Expectations) {
    this.#keys = keys;
    this.#expected = expected;
  }

  /** Answers at once where the token's key is known; `nowMs` is asked again where a fetch was waited for. */
  read(token: string, nowMs: () => number): Reading | Promise<Reading> {
    if (token === '') return failure('TOKEN_MISSING', 'No token was presented.');
    const header = this.#headers.read(token);
    if (header === undefined)
      return failure('TOKEN_MALFORMED', 'The token is not a JWT with alg and kid that this verifier reads.');
    const key = this.#keys.find(header.kid);
    return key === undefined
      ? this.#readWithUnknownKey(token, header, nowMs)
      : this.#readWithKey(token, header, key, nowMs());
  }

  async #readWithUnknownKey(token: string, header: TokenHeader, nowMs: () => number): Promise<Reading> {
    const key = await this.#keys.seek(header.kid);
    if (key !== undefined) return this.#readWithKey(token, header, key, nowMs());
    return this.#keys.loaded
      ? failure('KEY_UNKNOWN', "The key set has no key of the token's kid.")
      : failure('KEYS_UNAVAILABLE', 'The key set of the issuer could not be fetched.');
  }

  #readWithKey(token: string, header: TokenHeader, key: VerificationKey, nowMs: number): Reading {
    // RFC 8725 §3.1: the algorithm is the key's to say, never the token's alone.
    if (header.algorithm !== key.algorithm) return failure('TOKEN_ALGORITHM', "The token's alg is not its key's.");
    const claims = verifySignature(token, key);
    if (claims === undefined) return failure('TOKEN_SIGNATURE', "The token's signature does not verify.");
    this.#headers.keep(header);
    const failed = assertAll({ header, claims, nowMs }, this.#expected);
    if (failed !== undefined) return failed;
    const session = this.#toSession(claims);
    return {
      ok: true,
      token: {
        token: ownCopy(token),
        result: Object.freeze({ ok: true, session }),
        key,
        deadlineMs: session.expiresAtMs + this.#expected.clockToleranceMs,
        dead: false,
        used: false,
        next: undefined,
        previous: undefined,
      },
    };
  }

  /** The claims have been asserted. */
  #toSession(claims: Claims): VerifiedSession {
    return Object.freeze({
      sid: textOf(claims['sid']),
      userId: textOf(claims['sub']),
      clientId: textOf(claims['client_id']),
      roles: this.#roles.of(Array.isArray(claims['roles']) ? claims['roles'] : []),
      audience: this.#audiences.of(audienceOf(claims) ?? []),
      issuedAtMs: Number(claims['iat']) * 1000,
      expiresAtMs: Number(claims['exp']) * 1000,
      userEpoch: Number(claims['uep'] ?? 0),
      realmEpoch: Number(claims['rep'] ?? 0),
      claims: Object.freeze(claims),
    });
  }
}

function verifySignature(token: string, key: VerificationKey): Claims | undefined {
  try {
    // Times are asserted here, by our clock and with our codes.
    const claims = jwt.verify(token, key.key, {
      algorithms: [key.algorithm],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
    return typeof claims === 'string' ? undefined : claims;
  } catch {
    return undefined;
  }
}

function textOf(claim: unknown): string {
  return typeof claim === 'string' ? claim : '';
}
