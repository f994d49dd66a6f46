import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { requireSameOrigin } from './same-origin.js';
import { serviceProxy } from './service-proxy.js';

interface Received {
  readonly service: string;
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const ORIGIN = 'http://localhost:4601';
const received: Received[] = [];
const servers: Server[] = [];
let consoleUrl: string;

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Stands for a service: notes what it was asked and answers like one, with a cookie that must not get through. */
function service(name: string): Server {
  return createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      received.push({
        service: name,
        method: req.method,
        url: req.url,
        headers: req.headers,
        body: Buffer.concat(chunks).toString(),
      });
      res.writeHead(202, { 'content-type': 'application/json', 'set-cookie': 'stolen=1', 'x-internal': 'secret' });
      res.end(JSON.stringify({ from: name }));
    });
  });
}

beforeAll(async () => {
  const app = express();
  app.use(requireSameOrigin([ORIGIN]));
  app.use(
    serviceProxy({
      apiUrl: await listen(service('api')),
      auditUrl: await listen(service('audit')),
      accessTokenOf: (req) => (req.headers.cookie?.includes('signed-in') ? 'the-token' : undefined),
      onFault: () => undefined,
    }),
  );
  consoleUrl = await listen(createServer(app));
});

beforeEach(() => {
  received.length = 0;
});

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

const cookie = { cookie: 'signed-in=1; other=2' };

test('a request goes on with the bearer token and without the cookies, and comes back without the cookies of the service', async () => {
  const answer = await fetch(`${consoleUrl}/v1/sessions/abc/revoke?x=1`, {
    method: 'POST',
    headers: { ...cookie, origin: ORIGIN, 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' },
    body: '{"reason":"security"}',
  });
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({
    service: 'api',
    method: 'POST',
    url: '/v1/sessions/abc/revoke?x=1',
    body: '{"reason":"security"}',
  });
  expect(received[0]?.headers).toMatchObject({ authorization: 'Bearer the-token', 'content-type': 'application/json' });
  expect(received[0]?.headers).not.toHaveProperty('cookie');
  expect(received[0]?.headers).not.toHaveProperty('x-forwarded-for');
  expect([answer.status, await answer.json(), answer.headers.get('cache-control')]).toEqual([
    202,
    { from: 'api' },
    'no-store',
  ]);
  expect([answer.headers.get('set-cookie'), answer.headers.get('x-internal')]).toEqual([null, null]);
});

test('the audit trail is asked of the audit service', async () => {
  await fetch(`${consoleUrl}/v1/audit/sessions?live=true`, { headers: cookie });
  expect(received.map(({ service: name, url }) => [name, url])).toEqual([['audit', '/v1/audit/sessions?live=true']]);
});

test('without the cookie nothing is passed on', async () => {
  const answer = await fetch(`${consoleUrl}/v1/audit/lag`);
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([401, 'CREDENTIALS_MISSING']);
  expect(received).toEqual([]);
});

test.each([
  ['another origin', { origin: 'https://evil.example' }],
  ['another origin on the same site', { origin: 'http://localhost:9999', 'sec-fetch-site': 'same-site' }],
  ['a page that hides its origin', { origin: 'null' }],
  ['a program that says nothing of where it comes from', {}],
  ['another site', { 'sec-fetch-site': 'cross-site' }],
])('a change asked for by %s is refused and not passed on', async (_who, headers) => {
  const answer = await fetch(`${consoleUrl}/v1/sessions/revoke-all`, {
    method: 'POST',
    headers: { ...cookie, ...headers },
  });
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, 'ORIGIN_REFUSED']);
  expect(received).toEqual([]);
});

test.each([
  '/v1/admin/sign-in',
  '/v1/sessions/refresh',
  '/v1/sessions/logout',
  '/v1/x/../admin/sign-in',
  '/v1/../openapi.json',
  '/v1/admin/sign-in/',
  '/v1/admin/sign%2Din',
])('%s, which would answer with tokens or lies outside, is not passed on', async (path) => {
  // fetch would resolve the dots itself.
  const url = new URL(consoleUrl);
  const req = request({
    host: url.hostname,
    port: url.port,
    path,
    method: 'POST',
    headers: { ...cookie, origin: ORIGIN },
  });
  req.end();
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  res.resume();
  expect(res.statusCode).toBe(404);
  expect(received).toEqual([]);
});

test('a body that is larger than any request of the console is not taken', async () => {
  const answer = await fetch(`${consoleUrl}/v1/sessions/abc/revoke`, {
    method: 'POST',
    headers: { ...cookie, origin: ORIGIN },
    body: 'x'.repeat(70_000),
  });
  expect(answer.status).toBe(413);
  expect(received).toEqual([]);
});
