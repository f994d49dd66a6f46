import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { request, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import express, { type Express } from 'express';
import { onTestFinished } from 'vitest';
import { AUDIENCE, ISSUER, newSigningKey, signToken } from '../issuer.fixture.js';
import { createVerifier, fixedKeys, RevocationView } from '../index.js';
import { atlasSession, sessionOf, type AtlasSessionOptions } from '../express.js';

export const ORIGIN = 'https://shop.example.com';
export const SERVICE_KEY = 'sk1.shop-web.k1.secret';
export const key = newSigningKey();

export interface ApiRequest {
  readonly call: string;
  readonly credential: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly body: unknown;
}

export interface StubAnswer {
  readonly status: number;
  readonly body?: unknown;
}

/** Stands for session-api: answers what the spec tells it to, and keeps what it was asked. */
export async function stubApi() {
  const requests: ApiRequest[] = [];
  const api = { answer: (_request: ApiRequest): StubAnswer | Promise<StubAnswer> => ({ status: 500 }) };
  const app = express().use(express.json());
  app.use(async (req, res) => {
    const request = {
      call: `${req.method} ${req.url}`,
      credential: req.headers.authorization,
      idempotencyKey: req.get('idempotency-key'),
      body: req.body as unknown,
    };
    requests.push(request);
    const { status, body } = await api.answer(request);
    res.status(status).json(body);
  });
  return { url: await listen(app), requests, api };
}

export function tokensFor(sid: string, generation: number, overrides: Record<string, unknown> = {}) {
  const nowMs = Date.now();
  const iat = Math.floor(nowMs / 1000);
  return {
    sid,
    accessToken: signToken(key, { sid, iat, exp: iat + 600, roles: ['member'] }),
    accessTokenExpiresAtMs: (iat + 600) * 1000,
    refreshToken: `rt1.m1.${sid}.${generation}.secret.mac`,
    refreshTokenExpiresAtMs: nowMs + 7 * 86_400_000,
    session: {
      userId: 'ana',
      roles: ['member'],
      idleDueAtMs: nowMs + 7 * 86_400_000,
      absoluteDueAtMs: nowMs + 30 * 86_400_000,
    },
    rotated: true,
    ...overrides,
  };
}

export function problem(status: number, code: string, members: Record<string, unknown> = {}): StubAnswer {
  return { status, body: { type: 'about:blank', title: code, status, code, detail: 'Said by the stub.', ...members } };
}

/** An application as a user would write it, and the stub behind it. */
export async function runApplication(overrides: Partial<AtlasSessionOptions> = {}) {
  const stub = await stubApi();
  const view = new RevocationView();
  view.startOver();
  view.finishReading({ position: 0, atMs: Date.now() + 900 });
  const verifier = createVerifier({
    strategy: 'live',
    issuer: ISSUER,
    audience: AUDIENCE,
    keys: fixedKeys([key.jwk]),
    view,
    maxStalenessMs: 60_000,
  });
  const faults: Error[] = [];
  const atlas = atlasSession({
    apiUrl: stub.url,
    serviceKey: SERVICE_KEY,
    verifier,
    allowedOrigins: [ORIGIN],
    pushUrl: 'https://push.example.com',
    deadlineMs: 500,
    onFault: (error) => faults.push(error),
    ...overrides,
  });
  const app = express();
  app.use(atlas.routes);
  app.post(
    '/login',
    async (req, res) =>
      void res.json(
        await atlas.signIn(req, res, { userId: 'ana', roles: ['member'], label: 'My laptop', idempotencyKey: 'once' }),
      ),
  );
  app.post('/logout', async (req, res) => void res.json(await atlas.signOut(req, res)));
  app.get('/me', atlas.requireSession, (req, res) => void res.json({ userId: sessionOf(req)?.userId }));
  app.post('/me', atlas.requireSession, (_req, res) => void res.json({ changed: true }));
  app.get('/editors', atlas.requireRole('editor', 'admin'), (_req, res) => void res.json({}));
  app.get('/maybe', atlas.attach, (req, res) => void res.json({ userId: sessionOf(req)?.userId ?? null }));
  return { ...stub, browser: new Browser(await listen(app)), view, faults };
}

export interface BrowserAnswer {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly setCookies: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a browser does about cookies and origins, no more. */
export class Browser {
  readonly #url: string;
  readonly cookies = new Map<string, string>();

  constructor(url: string) {
    this.#url = url;
  }

  get refreshToken(): string | undefined {
    return this.cookies.get('__Host-atlas_rt');
  }

  hold(tokens: { readonly accessToken: string; readonly refreshToken: string }): void {
    this.cookies.set('__Host-atlas_at', tokens.accessToken);
    this.cookies.set('__Host-atlas_rt', tokens.refreshToken);
  }

  get(path: string, headers: Record<string, string> = {}) {
    return this.#send('GET', path, headers);
  }

  /** From one of the application's own pages, unless `headers` say otherwise. */
  post(path: string, body?: unknown, headers: Record<string, string> = { origin: ORIGIN }) {
    return this.#send(
      'POST',
      path,
      { ...headers, 'content-type': 'application/json' },
      body === undefined ? '{}' : typeof body === 'string' ? body : JSON.stringify(body),
    );
  }

  async #send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<BrowserAnswer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    // Not by fetch, which sets Sec-Fetch-Mode as it pleases.
    const sent = request(this.#url + path, { method, headers: { ...headers, cookie } }).end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const received = await text(response);
    const setCookies = response.headers['set-cookie'] ?? [];
    for (const one of setCookies) this.#take(one);
    return {
      status: response.statusCode ?? 0,
      header: (name) => response.headers[name]?.toString(),
      setCookies,
      body: received.startsWith('{') ? (JSON.parse(received) as Record<string, unknown>) : { received },
    };
  }

  #take(setCookie: string): void {
    const [pair = '', ...attributes] = setCookie.split('; ');
    const [name = '', value = ''] = pair.split('=');
    if (attributes.includes('Max-Age=0')) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

async function listen(app: Express): Promise<string> {
  const server: Server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
