import type { NextFunction, Request, Response } from 'express';
import type { VerifyResult } from '../result.js';
import type { Verifier } from '../verifier.js';
import type { CookieJar } from './cookie-jar.js';
import type { OriginRule } from './origin-rule.js';
import { ORIGIN_REFUSED, refusal } from './refusal.js';
import type { CredentialSource, RequestSession } from './request-session.js';
import type { SessionKeeper } from './session-keeper.js';

export interface AuthenticationParts {
  readonly verifier: Pick<Verifier, 'verify'>;
  readonly jar: CookieJar;
  readonly origins: OriginRule;
  readonly keeper: SessionKeeper;
  readonly refreshOnNavigation: boolean;
}

interface Credential {
  readonly token: string;
  readonly via: CredentialSource;
}

/** RFC 6750 §2.1; the scheme is case-insensitive (RFC 9110 §11.1). */
const BEARER = /^bearer +([A-Za-z0-9._~+/=-]+) *$/i;

/** Finds out who a request is from. Refuses nothing by itself: that is for `requireSession`, or for the application. */
export class Authentication {
  readonly #parts: AuthenticationParts;

  constructor(parts: AuthenticationParts) {
    this.#parts = parts;
  }

  readonly attach = (req: Request, res: Response, next: NextFunction): void => {
    if (req.atlas !== undefined) return next();
    const found = this.#identify(req);
    if (!(found instanceof Promise) && !this.#mayRenew(req, found)) {
      req.atlas = found;
      return next();
    }
    void this.#settle(req, res, found, next);
  };

  async #settle(
    req: Request,
    res: Response,
    found: RequestSession | Promise<RequestSession>,
    next: NextFunction,
  ): Promise<void> {
    try {
      const settled = await found;
      req.atlas = this.#mayRenew(req, settled) ? await this.#renew(req, res, settled) : settled;
    } catch (error) {
      return next(error);
    }
    next();
  }

  #identify(req: Request): RequestSession | Promise<RequestSession> {
    const credential = credentialOf(req, this.#parts.jar);
    // What a page of another origin sends is not the person's doing, whoever's cookies came with it.
    if (credential.via === 'cookie' && !this.#parts.origins.allows(req))
      return { signedIn: false, refusal: ORIGIN_REFUSED, via: 'cookie' };
    const result = this.#parts.verifier.verify(credential.token);
    if (result instanceof Promise) return result.then((judged) => toRequestSession(judged, credential));
    return toRequestSession(result, credential);
  }

  /** A page that is being opened, by somebody whose access token alone has run out. */
  #mayRenew(req: Request, found: RequestSession): boolean {
    if (!this.#parts.refreshOnNavigation || found.signedIn || req.method !== 'GET') return false;
    if (found.refusal.code !== 'TOKEN_EXPIRED' && found.refusal.code !== 'TOKEN_MISSING') return false;
    if (found.via === 'bearer' || this.#parts.jar.read(req).refreshToken === undefined) return false;
    return isNavigation(req);
  }

  async #renew(req: Request, res: Response, expired: RequestSession): Promise<RequestSession> {
    // A navigation that a person set off, not a page that reloads itself.
    const refreshed = await this.#parts.keeper.refresh(req, res, req.headers['sec-fetch-user'] === '?1');
    if (!refreshed.ok) return { signedIn: false, refusal: refreshed.refusal, via: expired.via };
    const credential: Credential = { token: refreshed.value.accessToken, via: 'cookie' };
    return toRequestSession(await this.#parts.verifier.verify(credential.token), credential);
  }
}

function credentialOf(req: Request, jar: CookieJar): Credential {
  const bearer = BEARER.exec(req.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return { token: bearer, via: 'bearer' };
  const { accessToken } = jar.read(req);
  return accessToken === undefined ? { token: '', via: 'none' } : { token: accessToken, via: 'cookie' };
}

function isNavigation(req: Request): boolean {
  const mode = req.headers['sec-fetch-mode'];
  const prefetched = req.headers['sec-purpose'] !== undefined;
  return (mode === undefined || mode === 'navigate') && !prefetched && (req.headers.accept ?? '').includes('text/html');
}

function toRequestSession(result: VerifyResult, { token, via }: Credential): RequestSession {
  return result.ok
    ? { signedIn: true, session: result.session, accessToken: token, via }
    : { signedIn: false, refusal: refusal(result.code, result.reason, result.action), via };
}
