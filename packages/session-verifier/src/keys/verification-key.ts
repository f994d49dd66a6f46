import { createPublicKey, type KeyObject } from 'node:crypto';

/** A public JSON Web Key (RFC 7517). */
export type PublicJwk = Readonly<Record<string, unknown>>;

export type SignatureAlgorithm = 'ES256' | 'RS256';

export interface VerificationKey {
  readonly kid: string;
  readonly key: KeyObject;
  /** The only algorithm this key verifies (RFC 8725 §3.1). */
  readonly algorithm: SignatureAlgorithm;
  /** Turned false when the key leaves the key set, so that what was verified with it is no longer believed. */
  present: boolean;
}

/** RFC 7518 §3.3: a key of 2048 bits or larger MUST be used. */
const MIN_RSA_BITS = 2048;

/** Reads a key of a key set; undefined for one that signs nothing here: a shared secret, another curve, a key for encryption. */
export function toVerificationKey(jwk: PublicJwk): VerificationKey | undefined {
  const kid = jwk['kid'];
  const algorithm = algorithmOf(jwk);
  if (typeof kid !== 'string' || algorithm === undefined) return undefined;
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    return algorithm === 'RS256' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_RSA_BITS
      ? undefined
      : { kid, key, algorithm, present: true };
  } catch {
    return undefined;
  }
}

function algorithmOf(jwk: PublicJwk): SignatureAlgorithm | undefined {
  if (jwk['use'] !== undefined && jwk['use'] !== 'sig') return undefined;
  const algorithm =
    jwk['kty'] === 'RSA' ? 'RS256' : jwk['kty'] === 'EC' && jwk['crv'] === 'P-256' ? 'ES256' : undefined;
  return jwk['alg'] === undefined || jwk['alg'] === algorithm ? algorithm : undefined;
}
