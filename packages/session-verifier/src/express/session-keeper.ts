import type { Request, Response } from 'express';
import type { CookieJar } from './cookie-jar.js';
import { deviceOf } from './device-of.js';
import { refusal, UNAVAILABLE, type Refusal } from './refusal.js';
import type { ReplacedTokens } from './replaced-tokens.js';
import { toRefusal, type ApiAnswer, type SessionApi } from './session-api.js';
import { readTokens, type SessionTokens } from './session-tokens.js';

export interface SessionKeeperParts {
  readonly api: SessionApi;
  readonly jar: CookieJar;
  readonly replaced: ReplacedTokens;
  readonly serviceKey: string;
  readonly nowMs: () => number;
}

export type Kept<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

export interface EndedByLogout {
  /** By this call; false where it had ended already, or nobody was signed in. */
  readonly ended: boolean;
  readonly propagation?: string;
}

/** Verdicts of the session API after which the refresh token is of no use to anybody, ever. */
const FINAL: ReadonlySet<string> = new Set(['SESSION_ENDED', 'REFRESH_REUSED', 'REFRESH_TOKEN_INVALID']);

/** What a refresh token can look like; the session API would call anything else bad input. */
const PLAUSIBLE_REFRESH_TOKEN = /^[A-Za-z0-9._~-]{1,300}$/;

const SIGNED_IN_ANEW: Refusal = {
  ...UNAVAILABLE,
  reason: 'This browser was signed in anew in the meantime.',
  action: 'Try again: its cookies are those of the new session.',
};

/** Keeps a browser's cookies in step with its session. */
export class SessionKeeper {
  readonly #parts: SessionKeeperParts;

  constructor(parts: SessionKeeperParts) {
    this.#parts = parts;
  }

  /** Gives the browser the cookies of a session that was just started or refreshed. */
  give(req: Request, res: Response, tokens: SessionTokens): void {
    const { jar, replaced, nowMs } = this.#parts;
    const { refreshToken } = jar.read(req);
    if (refreshToken !== undefined && refreshToken !== tokens.refreshToken)
      replaced.add(refreshToken, tokens.sid, nowMs());
    jar.set(res, tokens, nowMs());
  }

  /** @param active whether a person did something since the last refresh: only then the idle timeout starts anew. */
  async refresh(req: Request, res: Response, active: boolean): Promise<Kept<SessionTokens>> {
    const { api, jar, replaced, serviceKey } = this.#parts;
    const presented = jar.read(req).refreshToken;
    if (presented === undefined) return refused(refusal('TOKEN_MISSING', 'There is no refresh token.'));
    const heldBefore = replaced.sidAfter(presented);
    const answer = await this.#ask(presented, () =>
      api.call({
        method: 'POST',
        path: '/v1/sessions/refresh',
        credential: serviceKey,
        body: { refreshToken: presented, active, device: deviceOf(req) },
      }),
    );
    if (answer.kind !== 'ok') return refused(this.#conclude(answer, presented, res));
    const tokens = readTokens(answer.body);
    if (tokens === undefined) return refused(UNAVAILABLE);
    const heldNow = replaced.sidAfter(presented);
    // While the answer was waited for the browser was signed in anew, as somebody else perhaps: it must not become who it was before.
    if (heldNow !== heldBefore && heldNow !== tokens.sid) return refused(SIGNED_IN_ANEW);
    this.give(req, res, tokens);
    return { ok: true, value: tokens };
  }

  /** Ends the session of the refresh cookie; needs no access token that is still good. */
  async logout(req: Request, res: Response): Promise<Kept<EndedByLogout>> {
    const { api, jar, serviceKey } = this.#parts;
    const presented = jar.read(req).refreshToken;
    if (presented === undefined) {
      jar.clear(res);
      return { ok: true, value: { ended: false } };
    }
    const answer = await this.#ask(presented, () =>
      api.call({
        method: 'POST',
        path: '/v1/sessions/logout',
        credential: serviceKey,
        body: { refreshToken: presented },
      }),
    );
    if (answer.kind !== 'ok') {
      const judged = this.#conclude(answer, presented, res);
      return FINAL.has(judged.code) ? { ok: true, value: { ended: false } } : refused(judged);
    }
    this.#clearUnlessReplaced(presented, res);
    const { ended, propagation } = answer.body;
    return { ok: true, value: { ended: ended === true, ...(typeof propagation === 'string' ? { propagation } : {}) } };
  }

  async #ask(presented: string, ask: () => Promise<ApiAnswer>): Promise<ApiAnswer> {
    if (PLAUSIBLE_REFRESH_TOKEN.test(presented)) return ask();
    return { kind: 'refused', status: 401, code: 'REFRESH_TOKEN_INVALID', detail: 'This is not a refresh token.' };
  }

  /** Only a final verdict about the token clears cookies. No answer, or one that may change, never signs a person out. */
  #conclude(answer: Exclude<ApiAnswer, { kind: 'ok' }>, presented: string, res: Response): Refusal {
    if (answer.kind === 'unavailable') return UNAVAILABLE;
    if (answer.status === 401 && !FINAL.has(answer.code)) return UNAVAILABLE;
    if (answer.status === 401) this.#clearUnlessReplaced(presented, res);
    return toRefusal(answer);
  }

  #clearUnlessReplaced(judged: string, res: Response): void {
    if (!this.#parts.replaced.has(judged)) this.#parts.jar.clear(res);
  }
}

function refused(why: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: why };
}
