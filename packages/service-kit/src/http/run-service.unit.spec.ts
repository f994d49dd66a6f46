import { Body, Controller, Get, HttpCode, Module, Param, Post } from '@nestjs/common';
import { EngineError } from '@atlasnode/session-engine';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createLogger } from '../logging/logger.js';
import { endpointFor } from '../openapi/endpoint.js';
import { SERVICE_PROBLEMS } from '../problems/problem-table.js';
import { ProblemError } from '../problems/problem-error.js';
import { runService } from './run-service.js';
import type { RunningService } from './service-options.js';

const greeting = z
  .strictObject({ name: z.string().min(2), device: z.strictObject({ ip: z.string() }).exactOptional() })
  .meta({ id: 'Greeting' });
const token = z.strictObject({ token: z.string() });
const Endpoint = endpointFor(SERVICE_PROBLEMS);

@Controller('v1')
class GreetingController {
  @Post('greet')
  @HttpCode(200)
  @Endpoint({
    operationId: 'greet',
    summary: 'Greets',
    answers: { 200: { description: 'Greeted', schema: greeting } },
    problems: ['INVALID_INPUT', 'MALFORMED_BODY', 'CONFLICT'],
    credentials: ['serviceKey'],
  })
  greet(@Body({ schema: greeting }) body: z.infer<typeof greeting>): z.infer<typeof greeting> {
    return body;
  }

  @Post('form')
  @HttpCode(200)
  form(@Body({ schema: token }) body: z.infer<typeof token>): z.infer<typeof token> {
    return body;
  }

  @Get('fail/:how')
  fail(@Param('how') how: string): never {
    if (how === 'engine') throw new EngineError('UNAVAILABLE', 'disk of 10.0.0.7 is full');
    if (how === 'problem') throw new ProblemError('CONFLICT', { detail: 'twice', members: { endReason: 'idle' } });
    throw new Error('secret plans in /etc/atlas');
  }
}

@Module({ controllers: [GreetingController] })
class GreetingModule {}

const lines: string[] = [];
let service: RunningService;
let ready = true;

beforeAll(async () => {
  service = await runService({
    name: 'greeter',
    module: GreetingModule,
    host: '127.0.0.1',
    port: 0,
    logger: createLogger({ name: 'greeter', level: 'info', destination: { write: (line) => void lines.push(line) } }),
    formRoutes: ['/v1/form'],
    readiness: [{ part: 'weather', check: () => (ready ? { ok: true } : { ok: false, detail: 'rains' }) }],
  });
});
afterAll(() => service.close());

async function call(
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
  const response = await fetch(service.url + path, init);
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  };
}

function post(
  body: unknown,
  path = '/v1/greet',
): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
  return call(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

test('input that is as declared reaches the handler', async () => {
  expect(await post({ name: 'Ada' })).toMatchObject({ status: 200, body: { name: 'Ada' } });
});

test('bad input names each field and what was expected', async () => {
  const answer = await post({ name: 1, device: { ip: 2, colour: 'x' }, extra: true });
  expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT', status: 400, type: 'about:blank' } });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.body['errors']).toEqual([
    { path: 'name', expected: 'expected string' },
    { path: 'device.ip', expected: 'expected string' },
    { path: 'device.colour', expected: 'expected no such field' },
    { path: 'extra', expected: 'expected no such field' },
  ]);
});

test('a body that is no JSON, of another type, poisoned, or too large is a problem', async () => {
  expect((await post('{"name":')).body).toMatchObject({ code: 'MALFORMED_BODY' });
  expect((await post('{"name":"Ada","__proto__":{"admin":true}}')).body).toMatchObject({ code: 'MALFORMED_BODY' });
  expect((await post('')).body).toMatchObject({
    code: 'INVALID_INPUT',
    errors: [{ path: '', expected: 'expected object' }],
  });
  expect(await post({ name: 'x'.repeat(70_000) })).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
  expect(
    await call('/v1/greet', {
      method: 'POST',
      body: 'name=Ada',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  ).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
  expect(
    await call('/v1/greet', { method: 'POST', body: '<a/>', headers: { 'content-type': 'text/xml' } }),
  ).toMatchObject({ status: 415 });
});

test('a form is taken where an RFC says so, and a repeated parameter is not', async () => {
  const form = (body: string) =>
    call('/v1/form', { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  expect(await form('token=abc')).toMatchObject({ status: 200, body: { token: 'abc' } });
  expect(await form('token=abc&token=def')).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
  expect(await post({ token: 'abc' }, '/v1/form')).toMatchObject({ status: 415 });
});

test('headers beyond the limit, a broken address and an unknown one are problems', async () => {
  expect(await call('/v1/fail/problem', { headers: { 'x-long': 'x'.repeat(20_000) } })).toMatchObject({
    status: 431,
    body: { code: 'HEADERS_TOO_LARGE' },
  });
  expect(await call('/v1/nothing')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  expect(await raw('GET /v1/fail/%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).toContain('MALFORMED_REQUEST');
  expect(await raw('NONSENSE\r\n\r\n')).toContain('MALFORMED_REQUEST');
});

test('an error shows its code and nothing of its inside', async () => {
  expect(await call('/v1/fail/engine')).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
  expect(await call('/v1/fail/problem')).toMatchObject({
    status: 409,
    body: { code: 'CONFLICT', detail: 'twice', endReason: 'idle' },
  });
  const answer = await call('/v1/fail/anything');
  expect(answer).toMatchObject({ status: 500, body: { code: 'INTERNAL' } });
  expect(JSON.stringify(answer.body)).not.toContain('secret plans');
});

test('one line per request, with its id, route and problem, and without its address', async () => {
  lines.length = 0;
  const answer = await call('/v1/fail/problem?token=hidden', {
    headers: { 'x-request-id': 'abcdefgh-1', authorization: 'Bearer xyz' },
  });
  expect(answer.headers.get('x-request-id')).toBe('abcdefgh-1');
  await expect.poll(() => lines.length).toBe(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'warn',
    name: 'greeter',
    requestId: 'abcdefgh-1',
    route: '/v1/fail/:how',
    problem: 'CONFLICT',
    status: 409,
  });
  expect(lines[0]).not.toMatch(/hidden|xyz/);
});

test('ready names the part that is not well', async () => {
  expect(await call('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
  ready = false;
  expect(await call('/health/ready')).toMatchObject({
    status: 503,
    body: { status: 'not-ready', parts: [{ part: 'weather', ok: false, detail: 'rains' }] },
  });
  expect(await call('/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
});

test('requests are counted by the pattern of their route', async () => {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  expect(text).toMatch(/http_request_duration_seconds_count\{[^}]*route="\/v1\/fail\/:how"[^}]*\} \d/);
  expect(text).toContain('service="greeter"');
});

test('the served document is OpenAPI 3.1 with the schema of the body and every problem', async () => {
  const { body } = await call('/openapi.json');
  expect(body).toMatchObject({
    openapi: '3.1.0',
    paths: {
      '/v1/greet': {
        post: {
          operationId: 'greet',
          requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Greeting' } } } },
          responses: { 200: {}, 400: { content: { 'application/problem+json': {} } }, 409: {}, 500: {}, 503: {} },
        },
      },
    },
    components: { schemas: { Greeting: { additionalProperties: false, required: ['name'] }, Problem: {} } },
  });
});

function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(service.url);
    let received = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}
