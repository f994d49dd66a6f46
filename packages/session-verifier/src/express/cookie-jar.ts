import type { Request, Response } from 'express';

export interface SessionCookies {
  readonly accessToken?: string;
  readonly refreshToken?: string;
}

export interface CookieTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Unix milliseconds. */
  readonly refreshTokenExpiresAtMs: number;
}

/** RFC 6265bis: a `__Host-` cookie is Secure, has Path=/ and no Domain, so no other host or path can have set it. */
const ATTRIBUTES = 'Path=/; HttpOnly; Secure; SameSite=Lax';
/** A dead token that is presented is told why its session ended; one that is missing is not. So a person who comes back a day late still learns it. */
const OUTLIVE_S = 86_400;
const BASE_NAME = /^[A-Za-z0-9._-]{1,64}$/;

/** The two cookies of one application: `__Host-<base>_at` and `__Host-<base>_rt`. */
export class CookieJar {
  readonly #accessName: string;
  readonly #refreshName: string;

  /** @throws TypeError */
  constructor(baseName: string) {
    if (!BASE_NAME.test(baseName)) throw new TypeError('cookieBaseName: expected 1 to 64 of A-Z a-z 0-9 . _ -');
    this.#accessName = `__Host-${baseName}_at`;
    this.#refreshName = `__Host-${baseName}_rt`;
  }

  read(req: Request): SessionCookies {
    const header = req.headers.cookie ?? '';
    const accessToken = cookieOf(header, this.#accessName);
    const refreshToken = cookieOf(header, this.#refreshName);
    return {
      ...(accessToken === undefined ? {} : { accessToken }),
      ...(refreshToken === undefined ? {} : { refreshToken }),
    };
  }

  /** Both live as long as the refresh token, and a little longer: an access token that has expired is presented still, and named as expired. */
  set(res: Response, tokens: CookieTokens, nowMs: number): void {
    const maxAge = Math.max(0, Math.floor((tokens.refreshTokenExpiresAtMs - nowMs) / 1000)) + OUTLIVE_S;
    this.#write(res, [
      `${this.#accessName}=${tokens.accessToken}; Max-Age=${maxAge}; ${ATTRIBUTES}`,
      `${this.#refreshName}=${tokens.refreshToken}; Max-Age=${maxAge}; ${ATTRIBUTES}`,
    ]);
  }

  clear(res: Response): void {
    this.#write(res, [
      `${this.#accessName}=; Max-Age=0; ${ATTRIBUTES}`,
      `${this.#refreshName}=; Max-Age=0; ${ATTRIBUTES}`,
    ]);
  }

  /** Replaces what this response was going to set before. */
  #write(res: Response, cookies: readonly string[]): void {
    const others = [res.getHeader('set-cookie') ?? []]
      .flat()
      .map(String)
      .filter((cookie) => !this.#isOurs(cookie));
    res.setHeader('set-cookie', [...others, ...cookies]);
    res.setHeader('cache-control', 'no-store');
  }

  #isOurs(cookie: string): boolean {
    return cookie.startsWith(`${this.#accessName}=`) || cookie.startsWith(`${this.#refreshName}=`);
  }
}

/** The first of that name (RFC 6265 §5.4 sends the most specific one first; of a `__Host-` cookie there is only one). Our tokens need no decoding. */
function cookieOf(header: string, name: string): string | undefined {
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim() || undefined;
  }
  return undefined;
}
