import { json, Router, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { CookieJar } from './cookie-jar.js';
import type { Guards } from './guards.js';
import type { OriginRule } from './origin-rule.js';
import { isRecord } from './read-body.js';
import { ORIGIN_REFUSED, refusal, sendRefusal, UNAVAILABLE } from './refusal.js';
import { accessTokenOf } from './request-session.js';
import { toRefusal, type ApiCall, type SessionApi } from './session-api.js';
import type { SessionKeeper } from './session-keeper.js';
import { describeState, describeTokens } from './session-report.js';
import type { Authentication } from './authentication.js';

export interface RouteParts {
  readonly api: SessionApi;
  readonly authentication: Authentication;
  readonly guards: Guards;
  readonly jar: CookieJar;
  readonly keeper: SessionKeeper;
  readonly origins: OriginRule;
  readonly nowMs: () => number;
  readonly pushUrl: string | undefined;
}

/** The `/session/*` routes of the application's own origin. */
export function sessionRoutes(parts: RouteParts): Router {
  const { guards, origins } = parts;
  const router = Router();
  const sameOrigin: RequestHandler = (req, res, next) =>
    origins.allows(req) ? next() : sendRefusal(res, ORIGIN_REFUSED, false);
  const own: RequestHandler[] = [sameOrigin, guards.requireSession];
  router.use('/session', (_req, res, next) => {
    res.setHeader('cache-control', 'no-store');
    next();
  });
  router.get('/session/state', parts.authentication.attach, (req, res) => state(parts, req, res));
  router.post('/session/refresh', sameOrigin, json({ limit: '4kb' }), (req, res) => refresh(parts, req, res));
  router.post('/session/logout', sameOrigin, (req, res) => logout(parts, req, res));
  router.post('/session/push-ticket', own, (req: Request, res: Response) => pushTicket(parts, req, res));
  router.get('/session/devices', guards.requireSession, (req: Request, res: Response) => devices(parts, req, res));
  router.post('/session/devices/end-others', own, (req: Request, res: Response) =>
    pass(parts, req, res, { method: 'POST', path: '/v1/me/sessions/revoke-others' }),
  );
  router.post('/session/devices/:sid/end', own, (req: Request, res: Response) =>
    pass(parts, req, res, {
      method: 'POST',
      path: `/v1/me/sessions/${encodeURIComponent(String(req.params['sid']))}/revoke`,
    }),
  );
  router.use('/session', answerMalformedBody);
  return router;
}

function state({ jar, nowMs, pushUrl }: RouteParts, req: Request, res: Response): void {
  const found = req.atlas;
  if (found?.signedIn === true) {
    res.json(describeState(found.session, nowMs(), pushUrl));
    return;
  }
  const canRefresh = jar.read(req).refreshToken !== undefined;
  const nobody = found === undefined || (found.refusal.code === 'TOKEN_MISSING' && !canRefresh);
  if (nobody) res.json({ signedIn: false });
  else sendRefusal(res, found.refusal, found.via === 'bearer');
}

async function refresh({ keeper, nowMs }: RouteParts, req: Request, res: Response): Promise<void> {
  const body: unknown = req.body ?? {};
  const active = isRecord(body) ? (body['active'] ?? false) : undefined;
  if (typeof active !== 'boolean')
    return sendRefusal(res, refusal('INVALID_INPUT', 'active: expected true or false.'), false);
  const refreshed = await keeper.refresh(req, res, active);
  if (refreshed.ok) res.json(describeTokens(refreshed.value, nowMs()));
  else sendRefusal(res, refreshed.refusal, false);
}

async function logout({ keeper }: RouteParts, req: Request, res: Response): Promise<void> {
  const ended = await keeper.logout(req, res);
  if (ended.ok) res.status(ended.value.propagation === 'pending' ? 202 : 200).json(ended.value);
  else sendRefusal(res, ended.refusal, false);
}

function devices(parts: RouteParts, req: Request, res: Response): Promise<void> {
  const asked = new URLSearchParams();
  for (const name of ['after', 'limit']) {
    const value = req.query[name];
    if (typeof value === 'string') asked.set(name, value);
  }
  const query = asked.toString();
  return pass(parts, req, res, { method: 'GET', path: `/v1/me/sessions${query === '' ? '' : `?${query}`}` });
}

function pushTicket(parts: RouteParts, req: Request, res: Response): Promise<void> {
  const { pushUrl } = parts;
  return pass(
    parts,
    req,
    res,
    { method: 'POST', path: '/v1/me/push-ticket' },
    pushUrl === undefined ? {} : { pushUrl },
  );
}

/** Calls the session API in the person's name, and hands its answer on. None of these answers holds a token that came in a cookie. */
// oxlint-disable-next-line max-params -- what is asked, of whom, for whom, and what is added
async function pass(
  { api }: RouteParts,
  req: Request,
  res: Response,
  call: Omit<ApiCall, 'credential'>,
  added: object = {},
): Promise<void> {
  const credential = accessTokenOf(req);
  if (credential === undefined) return sendRefusal(res, UNAVAILABLE, false);
  const answer = await api.call({ ...call, credential });
  const bearer = req.atlas?.via === 'bearer';
  switch (answer.kind) {
    case 'ok':
      res.status(answer.status).json({ ...answer.body, ...added });
      return;
    case 'refused':
      return sendRefusal(res, toRefusal(answer), bearer);
    case 'unavailable':
      return sendRefusal(res, UNAVAILABLE, bearer);
    default:
      return answer satisfies never;
  }
}

/** What the JSON parser refuses; anything else is the application's to handle. */
function answerMalformedBody(error: unknown, _req: Request, res: Response, next: NextFunction): void {
  const isParsers = error instanceof Error && 'type' in error && String(error.type).startsWith('entity.');
  if (isParsers) sendRefusal(res, refusal('MALFORMED_BODY', 'The body is not JSON, or too large.'), false);
  else next(error);
}
