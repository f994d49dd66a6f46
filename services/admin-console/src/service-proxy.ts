import express, { Router, type Request, type Response } from 'express';
import { passBack } from './pass-back.js';
import { sendProblem } from './problem.js';

export interface ServiceProxyOptions {
  readonly apiUrl: string;
  readonly auditUrl: string;
  /** The verified access token of a request; undefined where nobody is signed in. */
  readonly accessTokenOf: (req: Request) => string | undefined;
  /** Told of a service that did not answer, for the log. */
  readonly onFault: (error: unknown) => void;
}

const BODY_LIMIT = '64kb';
const ANSWER_WITHIN_MS = 15_000;

// Cookies are not among them: what stands behind the console sees a bearer token and nothing else of the browser.
const SENT_ON = ['accept', 'accept-language', 'content-type', 'idempotency-key', 'traceparent'] as const;

/** These answer with tokens in the body, and a token that came in a cookie is answered only in cookies. */
const NOT_PASSED_ON = ['/v1/admin/sign-in', '/v1/sessions/refresh', '/v1/sessions/logout'];

/** `/v1/audit/*` goes to the audit service, the rest of `/v1/*` to session-api, each with the bearer token. */
export function serviceProxy(options: ServiceProxyOptions): Router {
  const routes = Router();
  routes.use('/v1', express.raw({ type: () => true, limit: BODY_LIMIT }), async (req, res) => {
    const target = targetOf(req.originalUrl, options);
    const token = options.accessTokenOf(req);
    if (target === undefined) return sendProblem(res, 'NOT_FOUND');
    if (token === undefined) return sendProblem(res, 'CREDENTIALS_MISSING');
    return forward({ req, res, target, token, onFault: options.onFault });
  });
  return routes;
}

function targetOf(originalUrl: string, { apiUrl, auditUrl }: ServiceProxyOptions): URL | undefined {
  // As the service would read it: with `..` and the like resolved before it is decided which service that is.
  const { pathname, search } = new URL(originalUrl, 'http://console.invalid');
  if (!pathname.startsWith('/v1/') || NOT_PASSED_ON.includes(decoded(pathname).replace(/\/+$/, ''))) return undefined;
  return new URL(pathname + search, pathname.startsWith('/v1/audit/') ? auditUrl : apiUrl);
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

interface Forwarding {
  readonly req: Request;
  readonly res: Response;
  readonly target: URL;
  readonly token: string;
  readonly onFault: (error: unknown) => void;
}

async function forward({ req, res, target, token, onFault }: Forwarding): Promise<void> {
  const abort = new AbortController();
  // An export streams for as long as it takes; only the first byte has a deadline.
  const deadline = setTimeout(() => abort.abort(), ANSWER_WITHIN_MS);
  res.on('close', () => abort.abort());
  try {
    const answer = await fetch(target, { ...requestOf(req, token), signal: abort.signal, redirect: 'manual' });
    clearTimeout(deadline);
    await passBack(answer, res);
  } catch (error) {
    clearTimeout(deadline);
    if (res.closed) return;
    onFault(error);
    if (res.headersSent) res.destroy();
    else sendProblem(res, 'UNAVAILABLE');
  }
}

function requestOf(req: Request, token: string): RequestInit {
  const headers = new Headers({ authorization: `Bearer ${token}` });
  for (const name of SENT_ON) {
    const value = req.get(name);
    if (value !== undefined) headers.set(name, value);
  }
  const body: unknown = req.body;
  return {
    method: req.method,
    headers,
    ...(Buffer.isBuffer(body) && body.length > 0 && { body: new Uint8Array(body) }),
  };
}
