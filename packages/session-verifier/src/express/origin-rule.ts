import type { Request } from 'express';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request may change something in the name of whoever's cookies it carries. */
export class OriginRule {
  readonly #origins: ReadonlySet<string>;

  /** @throws TypeError for what is not an origin as a browser sends it. */
  constructor(origins: readonly string[]) {
    for (const origin of origins) {
      if (!URL.canParse(origin) || new URL(origin).origin !== origin)
        throw new TypeError(`allowedOrigins: ${origin} is not an origin such as https://shop.example.com`);
    }
    this.#origins = new Set(origins);
  }

  /** RFC 9110 §9.2.1: safe methods change nothing. A page cannot forge either header. */
  allows(req: Request): boolean {
    if (SAFE_METHODS.has(req.method) || req.headers['sec-fetch-site'] === 'same-origin') return true;
    const { origin } = req.headers;
    return origin !== undefined && this.#origins.has(origin);
  }
}
