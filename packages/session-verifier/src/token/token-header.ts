/** The protected header of a JWT (RFC 7515 §4), as far as it is read before the signature is. */
export interface TokenHeader {
  readonly algorithm: string;
  readonly kid: string;
  readonly type: string;
}

/** An access token of this service is about 1 KB, and a request's header fields rarely may exceed 16 KB together. */
const MAX_TOKEN_LENGTH = 8_192;
const MAX_KNOWN = 32;

/**
 * Reads headers. All tokens of one key have the very same header, so those of tokens that were verified are kept: nothing that was
 * merely presented is ever remembered.
 */
export class TokenHeaders {
  readonly #known = new Map<string, TokenHeader>();

  /** undefined where the token has no header this verifier reads. */
  read(token: string): TokenHeader | undefined {
    if (token.length > MAX_TOKEN_LENGTH) return undefined;
    const segment = headerSegment(token);
    return segment === undefined ? undefined : (this.#known.get(segment) ?? parse(segment));
  }

  /** The token's signature was verified. */
  keep(token: string, header: TokenHeader): void {
    const segment = headerSegment(token);
    if (segment === undefined || this.#known.has(segment)) return;
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(Buffer.from(segment, 'latin1').toString('latin1'), header);
  }
}

function headerSegment(token: string): string | undefined {
  const dot = token.indexOf('.');
  return dot > 0 ? token.slice(0, dot) : undefined;
}

function parse(segment: string): TokenHeader | undefined {
  let header: unknown;
  try {
    header = JSON.parse(Buffer.from(segment, 'base64url').toString());
  } catch {
    return undefined;
  }
  if (typeof header !== 'object' || header === null) return undefined;
  // RFC 7515 §4.1.11: a critical extension that is not understood makes the token invalid, and none is understood here.
  if ('crit' in header) return undefined;
  const { alg, kid, typ } = header as Readonly<Record<string, unknown>>;
  if (typeof alg !== 'string' || typeof kid !== 'string') return undefined;
  return { algorithm: alg, kid, type: typeof typ === 'string' ? typ : '' };
}
