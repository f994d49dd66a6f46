import type { Request, RequestHandler, Response, Router } from 'express';
import type { Verifier } from '../verifier.js';
import { Authentication } from './authentication.js';
import { CookieJar } from './cookie-jar.js';
import { Guards, type RefusalResponder } from './guards.js';
import { OriginRule } from './origin-rule.js';
import { ORIGIN_REFUSED } from './refusal.js';
import { ReplacedTokens } from './replaced-tokens.js';
import { sessionRoutes } from './routes.js';
import { SessionApi } from './session-api.js';
import { SessionKeeper, type EndedByLogout, type Kept } from './session-keeper.js';
import { readTokens } from './session-tokens.js';
import { epochsOf, signIn, type SignIn, type SignInEpochs, type SignInResult } from './sign-in.js';

export interface AtlasSessionOptions {
  /** Base address of the session API, as this backend reaches it. */
  readonly apiUrl: string | URL;
  /** This application's service key, with the scope `sessions:start`. */
  readonly serviceKey: string;
  readonly verifier: Pick<Verifier, 'verify'>;
  /** Origins of this application's own pages, exactly as browsers send them, e.g. `https://shop.example.com`. */
  readonly allowedOrigins: readonly string[];
  /** `atlas` by default: cookies `__Host-atlas_at` and `__Host-atlas_rt`. Two applications on one host need two names: a host has one cookie jar. */
  readonly cookieBaseName?: string;
  /** Where browsers reach the push gateway; told to pages with `/session/state` and with each ticket. */
  readonly pushUrl?: string;
  /**
   * Refresh where a page is opened with an access token that has expired, before it is rendered; false by default. Without it the
   * page is refused, or rendered as for nobody, until its script has refreshed.
   */
  readonly refreshOnNavigation?: boolean;
  /** Deadline of each call to the session API; milliseconds, 5,000 by default. */
  readonly deadlineMs?: number;
  /** Answers what `requireSession` and `requireRole` refuse; a problem (RFC 9457) by default. */
  readonly onRefused?: RefusalResponder;
  /** The session API could not be reached, or refused this backend itself. For the log; holds no token. */
  readonly onFault?: (error: Error) => void;
  readonly nowMs?: () => number;
}

export interface AtlasSession {
  /** Finds out who a request is from: `Authorization: Bearer` first, then the cookie. Refuses nothing; read it by `sessionOf(req)`. */
  readonly attach: RequestHandler;
  /** Refuses whoever is not signed in: 401, or 503 where that cannot be said. Attaches by itself. */
  readonly requireSession: RequestHandler;
  /** Refuses whoever has none of these roles: 403. */
  requireRole(...roles: readonly string[]): RequestHandler;
  /** `/session/state`, `/refresh`, `/logout`, `/push-ticket`, `/devices`, `/devices/:sid/end`, `/devices/end-others`. Mount it at the root. */
  readonly routes: Router;
  /** Starts a session for a person whom the application has authenticated, and gives this browser its cookies. Sends no answer. */
  signIn(req: Request, res: Response, person: SignIn): Promise<SignInResult>;
  /** Ends the session of this browser and clears its cookies; keeps them where the session service did not answer, or another page asked. For routes that are no `GET`. Sends no answer. */
  signOut(req: Request, res: Response): Promise<Kept<EndedByLogout>>;
  /** Gives this browser the cookies of a session that was started otherwise: the body that the session API answered. @throws TypeError where it is none */
  adopt(req: Request, res: Response, tokens: unknown): void;
  /** The epochs to hand to `signIn`, to be read before the password is checked. undefined where the session service did not answer. */
  epochsOf(userId: string): Promise<SignInEpochs | undefined>;
}

const DEFAULT_DEADLINE_MS = 5_000;

/**
 * Sessions for an Express application: tokens live in two httpOnly cookies of the application's own origin and are never shown to
 * a page; each request is judged from memory.
 *
 * @example
 * ```ts
 * const atlas = atlasSession({ apiUrl, serviceKey, verifier, allowedOrigins: ['https://shop.example.com'], pushUrl });
 * app.use(atlas.routes);
 * app.post('/login', async (req, res) => {
 *   const epochs = await atlas.epochsOf(userId);
 *   if (!(await passwordIsRight(userId, req.body.password))) return void res.redirect('/login?wrong');
 *   const signedIn = await atlas.signIn(req, res, { userId, roles: ['member'], ...(epochs && { epochs }) });
 *   res.redirect(signedIn.ok ? '/' : '/login?again');
 * });
 * app.get('/orders', atlas.requireRole('member'), (req, res) => res.json(ordersOf(sessionOf(req)!.userId)));
 * ```
 *
 * A request that changes something is believed its cookies only with `Sec-Fetch-Site: same-origin` or an allow-listed `Origin`.
 * Cookies are cleared by a final verdict of the session API alone, never because something could not be reached.
 * @throws TypeError for options no application can work with
 */
export function atlasSession(options: AtlasSessionOptions): AtlasSession {
  const { serviceKey, verifier, nowMs = Date.now } = options;
  const jar = new CookieJar(options.cookieBaseName ?? 'atlas');
  const origins = new OriginRule(options.allowedOrigins);
  const api = new SessionApi({
    apiUrl: options.apiUrl,
    deadlineMs: options.deadlineMs ?? DEFAULT_DEADLINE_MS,
    onFault: options.onFault ?? (() => undefined),
  });
  const keeper = new SessionKeeper({ api, jar, replaced: new ReplacedTokens(), serviceKey, nowMs });
  const authentication = new Authentication({
    verifier,
    jar,
    origins,
    keeper,
    refreshOnNavigation: options.refreshOnNavigation ?? false,
  });
  const guards = new Guards(authentication, options.onRefused);
  // Pages' scripts read problems, whatever a person is shown.
  const routeGuards = new Guards(authentication);
  return {
    attach: authentication.attach,
    requireSession: guards.requireSession,
    requireRole: (...roles) => guards.requireRole(...roles),
    routes: sessionRoutes({
      api,
      authentication,
      guards: routeGuards,
      jar,
      keeper,
      origins,
      nowMs,
      pushUrl: options.pushUrl,
    }),
    signIn: (req, res, person) => signIn({ api, keeper, origins, serviceKey }, req, res, person),
    // Else another page could sign its visitor out: the cookies that it cannot send, the answer would clear all the same.
    signOut: async (req, res) =>
      origins.allows(req) ? keeper.logout(req, res) : { ok: false, refusal: ORIGIN_REFUSED },
    adopt: (req, res, tokens) => {
      const read = readTokens(tokens);
      if (read === undefined) throw new TypeError('tokens: expected what the session API answers to a sign-in');
      keeper.give(req, res, read);
    },
    epochsOf: (userId) => epochsOf({ api, keeper, origins, serviceKey }, userId),
  };
}
