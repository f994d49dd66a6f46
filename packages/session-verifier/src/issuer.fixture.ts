import { createHmac, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { PublicJwk, SignatureAlgorithm } from './keys/verification-key.js';

export const ISSUER = 'https://sessions.example.com';
export const AUDIENCE = 'shop';
export const START_MS = Date.parse('2026-11-23T12:00:00.000Z');

export interface SigningKey {
  readonly kid: string;
  readonly algorithm: SignatureAlgorithm;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: PublicJwk;
}

export function newSigningKey(kid = 'k1', algorithm: SignatureAlgorithm = 'ES256'): SigningKey {
  const { publicKey, privateKey } =
    algorithm === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' };
  return { kid, algorithm, privateKey, publicKey, jwk };
}

/** The claims of an access token that is good at {@link START_MS}; `undefined` leaves a claim out. */
export function claimsOf(overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const iat = START_MS / 1000;
  const claims: Record<string, unknown> = {
    iss: ISSUER,
    sub: 'ana',
    aud: [AUDIENCE],
    exp: iat + 600,
    iat,
    jti: randomUUID(),
    client_id: 'shop-web',
    auth_time: iat,
    amr: ['pwd'],
    roles: ['member'],
    sid: randomUUID(),
    uep: 0,
    rep: 0,
    ...overrides,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

export function signToken(
  key: SigningKey,
  overrides: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
): string {
  return jwt.sign(claimsOf(overrides), key.privateKey, {
    algorithm: key.algorithm,
    header: { typ: 'at+jwt', alg: key.algorithm, kid: key.kid, ...header },
  });
}

/** A token put together by hand, as a forger does; `sign` gets the signing input. */
export function forgeToken(
  header: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
  sign: (input: string) => string,
): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${sign(input)}`;
}

export function hmacSha256(secret: string | Buffer): (input: string) => string {
  return (input) => createHmac('sha256', secret).update(input).digest('base64url');
}

/** A string of its own for each call, as a server gets one with each request. */
export function fresh(token: string): string {
  return Buffer.from(`Bearer ${token}`).toString('latin1').slice(7);
}
