import type { Introspect } from './introspection-gate.js';

export interface HttpIntrospectionOptions {
  /** Base address of the session API, e.g. `https://sessions.example.com`. */
  readonly apiUrl: string | URL;
  /** A service key with the scope `introspect`. */
  readonly serviceKey: string;
  /** Milliseconds; 2,000 by default. */
  readonly timeoutMs?: number;
}

/**
 * Asks `POST /v1/introspect` (RFC 7662) of the session API.
 *
 * @example
 * ```ts
 * createVerifier({ …, introspect: httpIntrospection({ apiUrl, serviceKey }) })
 * ```
 * Rejects on anything but a plain answer: a verifier denies then (`STALE`), it never guesses.
 */
export function httpIntrospection(options: HttpIntrospectionOptions): Introspect {
  const url = new URL('/v1/introspect', options.apiUrl);
  return async (token) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${options.serviceKey}`, accept: 'application/json' },
      body: new URLSearchParams({ token }),
      redirect: 'error',
      signal: AbortSignal.timeout(options.timeoutMs ?? 2_000),
    });
    if (!response.ok) throw new Error(`introspection answered ${response.status}`);
    const body: unknown = await response.json();
    if (typeof body !== 'object' || body === null || !('active' in body) || typeof body.active !== 'boolean') {
      throw new TypeError('not an introspection response (RFC 7662 §2.2)');
    }
    return body.active;
  };
}
