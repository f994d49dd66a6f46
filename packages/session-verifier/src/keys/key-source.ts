import type { PublicJwk } from './verification-key.js';

/** Where the public keys of the issuer come from. Asked at the start, from time to time, and when a token names an unknown key. */
export interface KeySource {
  /** Rejects where they cannot be had; the keys known so far are kept then. */
  keys(): Promise<readonly PublicJwk[]>;
}

export interface JwksUrlOptions {
  /** Milliseconds; 5,000 by default. */
  readonly timeoutMs?: number;
}

/**
 * The key set at an address: `/.well-known/jwks.json` of the session API.
 *
 * @example
 * ```ts
 * keys: jwksUrl('https://sessions.example.com/.well-known/jwks.json')
 * ```
 */
export function jwksUrl(url: string | URL, options: JwksUrlOptions = {}): KeySource {
  return {
    async keys() {
      const response = await fetch(url, {
        headers: { accept: 'application/jwk-set+json, application/json' },
        redirect: 'error',
        signal: AbortSignal.timeout(options.timeoutMs ?? 5_000),
      });
      if (!response.ok) throw new Error(`the key set answered ${response.status}`);
      return keysOf(await response.json());
    },
  };
}

/** Keys that are at hand, e.g. in tests, or read from the store of the issuer itself. */
export function fixedKeys(keys: readonly PublicJwk[]): KeySource {
  return { keys: async () => keys };
}

function keysOf(body: unknown): readonly PublicJwk[] {
  if (typeof body !== 'object' || body === null || !('keys' in body) || !Array.isArray(body.keys)) {
    throw new TypeError('not a JSON Web Key Set (RFC 7517 §5)');
  }
  return body.keys.filter((key: unknown): key is PublicJwk => typeof key === 'object' && key !== null);
}
