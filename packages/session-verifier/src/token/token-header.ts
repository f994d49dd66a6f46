/** The protected header of a JWT (RFC 7515 §4), as far as it is read before the signature is. */
export interface TokenHeader {
  readonly algorithm: string;
  readonly kid: string;
  /** Lower case, without `application/`; empty where there is none. */
  readonly type: string;
  /** The header's text and the dot after it: no other token begins with it. */
  readonly prefix: string;
}

/** An access token of this service is about 1 KB, and the header fields of a request rarely may exceed 16 KB together. */
const MAX_TOKEN_LENGTH = 8_192;
/** As many as there are keys in use at once. */
const MAX_KNOWN = 4;

/**
 * Reads headers. All tokens of one key begin with the very same text, so the headers of tokens that were verified are kept: nothing
 * that was merely presented is ever remembered.
 */
export class TokenHeaders {
  readonly #known: TokenHeader[] = [];

  /** undefined where the token has no header this verifier reads. */
  read(token: string): TokenHeader | undefined {
    if (token.length > MAX_TOKEN_LENGTH) return undefined;
    for (const header of this.#known) if (token.startsWith(header.prefix)) return header;
    const dot = token.indexOf('.');
    return dot > 0 ? parse(token.slice(0, dot)) : undefined;
  }

  /** A token's signature was verified, and this is its header. */
  keep(header: TokenHeader): void {
    if (this.#known.includes(header)) return;
    if (this.#known.length === MAX_KNOWN) this.#known.pop();
    this.#known.unshift(header);
  }
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
  return { algorithm: alg, kid, type: mediaType(typ), prefix: `${segment}.` };
}

/** RFC 7515 §4.1.9: media types are compared without regard to case, and `application/` may be left out. */
function mediaType(typ: unknown): string {
  return typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : '';
}
