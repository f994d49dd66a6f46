import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ISSUER, runApi, type Answer, type CallOptions, type RunningApi } from './running-api.spec.js';
import { unsealPrivateKey } from './signing-keys/sealed-key.js';
import type { SessionTokens } from './tokens/tokens.schema.js';

/**
 * Every route of the served document is tried with everything a hostile or careless caller sends. The routes come from the document, so
 * that none can be left out: one that is new fails here until somebody says how it is called rightly.
 */
interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly takes: readonly string[];
  readonly hasBody: boolean;
  readonly isForm: boolean;
  readonly answers: readonly string[];
}

/** A right call of each route, to be spoilt in one place at a time. `body`: its fields. */
const RIGHT: Readonly<Record<string, { readonly body?: (state: State) => Record<string, unknown>; readonly as?: 'key' | 'user' | 'admin'; readonly wrong?: Record<string, unknown> }>> = {
  startSession: { as: 'key', body: () => ({ userId: 'zoe', roles: ['member'], device: { ip: '192.0.2.7' } }), wrong: { userId: 7, roles: 'member', audience: {}, amr: [1], acr: [], authTimeMs: 'now', device: { ip: 4 }, epochs: { user: -1, realm: 0 } } },
  refreshSession: { body: (state) => ({ refreshToken: state.tokens.refreshToken }), wrong: { refreshToken: 5, active: 'yes', device: 'desk' } },
  logOut: { body: (state) => ({ refreshToken: state.tokens.refreshToken }), wrong: { refreshToken: [], device: 1 } },
  revokeEverySession: { as: 'key', body: () => ({}), wrong: { except: 'me', reason: 'because', note: 5 } },
  showSession: { as: 'key' },
  revokeSession: { as: 'key', body: () => ({}), wrong: { reason: 'refresh-reuse', note: '' } },
  listUserSessions: { as: 'key' },
  showEpochs: { as: 'key' },
  revokeUserSessions: { as: 'key', body: () => ({}), wrong: { except: 5, reason: null, note: {} } },
  introspectToken: { as: 'key', body: (state) => ({ token: state.tokens.accessToken }) },
  listMySessions: { as: 'user' },
  revokeMyOtherSessions: { as: 'user' },
  revokeMySession: { as: 'user' },
  issuePushTicket: { as: 'user' },
  signInAdmin: { body: () => ({ code: 'abcde-fghjk' }), wrong: { code: 7, device: [] } },
  issueAdminCode: { as: 'admin', body: () => ({ adminId: 'other' }), wrong: { adminId: 'a b' } },
  rotateSigningKeys: { as: 'admin', body: () => ({}), wrong: { force: 'yes' } },
  listJobs: { as: 'admin' },
  publishKeySet: {},
  live: {},
  ready: {},
  metrics: {},
};

interface State {
  readonly tokens: SessionTokens;
  readonly admin: SessionTokens;
}

let api: RunningApi;
let state: State;
let operations: readonly Operation[];
let foreign: Readonly<Record<string, string>>;

beforeAll(async () => {
  api = await runApi({ ATLAS_SIGNING_KEY_PUBLICATION: '1h' });
  state = { tokens: await api.start({ userId: 'victim' }), admin: await api.signInAdmin('root') };
  operations = operationsOf((await api.call('/openapi.json')).body);
  foreign = await foreignTokens();
});
afterAll(() => api.close());

test('the document has every route, and this table says how each is called', () => {
  expect(operations.map((operation) => operation.operationId).toSorted()).toEqual(Object.keys(RIGHT).toSorted());
  expect(operations.every((operation) => operation.hasBody === (RIGHT[operation.operationId]?.body !== undefined))).toBe(true);
});

describe('every route', () => {
  test('refuses wrong types, unknown fields and bodies that are none', async () => {
    for (const operation of operations.filter((one) => one.hasBody)) {
      const right = RIGHT[operation.operationId]?.body?.(state) ?? {};
      for (const [field, value] of Object.entries(RIGHT[operation.operationId]?.wrong ?? {})) {
        const answer = await refused(operation, { json: { ...right, [field]: value } });
        expect(answer, `${operation.operationId}.${field}`).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT', errors: [{ path: expect.stringContaining(field), expected: expect.stringMatching(/^expected/) }] } });
      }
      if (operation.isForm) continue;
      expect(await refused(operation, { json: { ...right, surplus: 1 } }), operation.operationId).toMatchObject({ body: { code: 'INVALID_INPUT', errors: [{ path: 'surplus', expected: 'expected no such field' }] } });
      for (const json of [[], 'text', 5, null]) expect((await refused(operation, { json })).body, operation.operationId).toMatchObject({ code: 'INVALID_INPUT' });
      expect((await refused(operation, { body: '{"a":', headers: { 'content-type': 'application/json' } })).body).toMatchObject({ code: 'MALFORMED_BODY' });
      expect((await refused(operation, { body: '{"__proto__":{"x":1}}', headers: { 'content-type': 'application/json' } })).body).toMatchObject({ code: 'MALFORMED_BODY' });
    }
  });

  test('refuses huge bodies and bodies of another type', async () => {
    for (const operation of operations.filter((one) => one.hasBody)) {
      const right = RIGHT[operation.operationId]?.body?.(state) ?? {};
      const type = operation.isForm ? 'application/x-www-form-urlencoded' : 'application/json';
      expect(await refused(operation, { body: JSON.stringify({ ...right, surplus: 'x'.repeat(100_000) }), headers: { 'content-type': type } }), operation.operationId).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
      const other = operation.isForm ? 'application/json' : 'application/x-www-form-urlencoded';
      expect(await refused(operation, { body: 'a=b', headers: { 'content-type': other } }), operation.operationId).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
      expect(await refused(operation, { body: '<a/>', headers: { 'content-type': 'application/xml' } })).toMatchObject({ status: 415 });
    }
  });

  test('refuses ids and queries that are none', async () => {
    for (const operation of operations.filter((one) => one.path.includes('{'))) {
      for (const id of ['%00', 'x'.repeat(200), ...(operation.path.includes('{sid}') ? ['not-a-sid', '01900000-0000-4000-8000-000000000000'] : [])]) {
        const answer = await refused({ ...operation, path: operation.path.replace(/\{\w+\}/, id) }, {});
        expect(answer, `${operation.operationId} ${id}`).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
      }
    }
    for (const operation of operations.filter((one) => /ist\w*Sessions/.test(one.operationId))) {
      for (const query of ['limit=0', 'limit=1000', 'limit=many', 'after=', 'surplus=1', 'limit=1&limit=2']) {
        expect(await refused({ ...operation, path: `${operation.path}?${query}` }, {}), `${operation.operationId} ${query}`).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
      }
    }
  });

  test('refuses credentials that are missing, malformed, foreign, expired or not enough', async () => {
    for (const operation of operations.filter((one) => one.takes.length > 0)) {
      const isOpen = RIGHT[operation.operationId]?.as === undefined;
      const right = RIGHT[operation.operationId]?.body?.(state);
      const spoil = (as: string | undefined) => refused(operation, { ...bodyOf(operation, right), as: as ?? '' }, as === undefined);
      if (!isOpen) expect(await spoil(undefined), operation.operationId).toMatchObject({ status: 401, body: { code: 'CREDENTIALS_MISSING' } });
      for (const [name, token] of Object.entries(foreign)) {
        // It is ours, and a person needs no role to see to their own sessions.
        if (name === 'role of nobody' && RIGHT[operation.operationId]?.as === 'user') continue;
        const answer = await spoil(token);
        expect(answer.status, `${operation.operationId} ${name}`).toBe(name === 'role of nobody' && operation.takes.includes('accessToken') ? 403 : 401);
        expect(answer.headers.get('www-authenticate') ?? 'none needed').toMatch(/Bearer|none needed/);
      }
      for (const key of ['sk1.demo.all.' + 'A'.repeat(43), 'sk1.demo', `${api.key}x`, 'sk1.' + 'x'.repeat(4_000)]) {
        expect(await spoil(key), operation.operationId).toMatchObject({ status: 401, body: { code: 'SERVICE_KEY_INVALID' } });
      }
      if (RIGHT[operation.operationId]?.as === 'key') expect(await spoil(api.keyWith('tickets')), operation.operationId).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
      if (RIGHT[operation.operationId]?.as === 'admin') expect(await spoil(api.key), operation.operationId).toMatchObject({ status: 401, body: { code: 'TOKEN_INVALID' } });
    }
  });

  test('refuses refresh tokens that are malformed or forged', async () => {
    const { refreshToken } = state.tokens;
    const parts = refreshToken.split('.');
    const spoilt = [
      'x',
      refreshToken.slice(0, -1),
      `${refreshToken}A`,
      refreshToken.replace('rt1', 'rt2'),
      parts.with(3, '2').join('.'),
      parts.with(3, '01').join('.'),
      parts.with(4, 'A'.repeat(43)).join('.'),
      parts.with(5, 'A'.repeat(43)).join('.'),
      parts.with(2, '01900000-0000-7000-8000-000000000000').join('.'),
      state.tokens.accessToken.slice(0, 300),
    ];
    for (const operation of operations.filter((one) => ['refreshSession', 'logOut'].includes(one.operationId))) {
      for (const token of spoilt) {
        expect(await refused(operation, { json: { refreshToken: token } }), `${operation.operationId} ${token}`).toMatchObject({ status: 401, body: { code: 'REFRESH_TOKEN_INVALID' } });
      }
    }
  });
});

test('and nothing has changed by all of it', async () => {
  expect(await api.call(`/v1/sessions/${state.tokens.sid}`, { as: api.key })).toMatchObject({ body: { status: 'live', rotatedAtMs: state.tokens.session.rotatedAtMs } });
  expect(await api.call('/v1/users/zoe/sessions', { as: api.key })).toMatchObject({ body: { items: [] } });
  expect((await api.call('/v1/users/victim/epochs', { as: api.key })).body).toEqual({ user: 0, realm: 0 });
  const streams = await api.engine.commits.streams({ limit: 100 });
  expect(streams.map((commit) => [commit.stream.split(':')[0], commit.version])).toEqual([
    ['session', 1],
    ['session', 1],
  ]);
  expect(api.logged.join('')).not.toMatch(/eyJ|rt1\.|sk1\.|abcde-fghjk/);
});

/** Sends a spoilt call and holds the answer to what the document promises. */
async function refused(operation: Operation, options: CallOptions, anonymous = false): Promise<Answer> {
  const as = options.as ?? credential(operation);
  const answer = await api.call(pathOf(operation), { method: operation.method, ...options, ...(anonymous || as === undefined ? { as: undefined } : { as }) } as CallOptions);
  expect(answer.status, `${operation.operationId}: ${JSON.stringify(answer.body)}`).toBeGreaterThanOrEqual(400);
  expect(answer.status, `${operation.operationId}: ${JSON.stringify(answer.body)}`).toBeLessThan(500);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.body).toMatchObject({ type: 'about:blank', status: answer.status, code: expect.stringMatching(/^[A-Z_]+$/), title: expect.any(String), instance: expect.any(String) });
  expect(operation.answers, `${operation.operationId} answers ${answer.status} ${String(answer.body['code'])}`).toContain(`${answer.status} ${String(answer.body['code'])}`);
  return answer;
}

function credential({ operationId }: Operation): string | undefined {
  const as = RIGHT[operationId]?.as;
  return as === 'key' ? api.key : as === 'user' ? state.tokens.accessToken : as === 'admin' ? state.admin.accessToken : undefined;
}

function pathOf({ path }: Operation): string {
  return path.replace('{sid}', state.tokens.sid).replace('{userId}', 'victim');
}

function bodyOf(operation: Operation, fields: Record<string, unknown> | undefined): CallOptions {
  if (fields === undefined) return {};
  if (!operation.isForm) return { json: fields };
  return { body: new URLSearchParams(fields as Record<string, string>).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } };
}

/** Access tokens that were not issued for this, each wrong in one way. */
async function foreignTokens(): Promise<Record<string, string>> {
  const { accessToken } = state.tokens;
  const { header, payload } = jsonwebtoken.decode(accessToken, { complete: true }) as jsonwebtoken.Jwt;
  const claims = payload as Record<string, unknown>;
  const current = (await api.engine.keys.signingKeys()).find((key) => key.state === 'current');
  if (current === undefined) throw new Error('no signing key');
  const ours = unsealPrivateKey(current.sealedPrivateKey, current.kid, api.config.keySealingKey);
  const theirs = createPrivateKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const sign = (changed: Record<string, unknown>, key: KeyObject = ours, head: Record<string, unknown> = {}) =>
    jsonwebtoken.sign({ ...claims, ...changed }, key, { algorithm: 'ES256', header: { ...header, ...head } as jsonwebtoken.JwtHeader });
  const unsigned = (alg: string) => `${Buffer.from(JSON.stringify({ ...header, alg })).toString('base64url')}.${accessToken.split('.')[1] ?? ''}.`;
  const hmac = jsonwebtoken.sign(claims, JSON.stringify(current.publicJwk), { algorithm: 'HS256', header: { ...header, alg: 'HS256' } as jsonwebtoken.JwtHeader });
  const expired = { iat: Number(claims['iat']) - 7_200, exp: Number(claims['iat']) - 3_600 };
  expect(jsonwebtoken.decode(sign({ iss: ISSUER }))).toMatchObject({ iss: ISSUER });
  return {
    'role of nobody': sign({ roles: [] }),
    'alg none': unsigned('none'),
    'alg None': unsigned('None'),
    'HMAC with the public key': hmac,
    'another key': sign({}, theirs),
    'an unknown kid': sign({}, theirs, { kid: 'nobody' }),
    'another typ': sign({}, ours, { typ: 'JWT' }),
    'a push ticket': sign({ aud: 'atlas-push' }, ours, { typ: 'push+jwt' }),
    'another audience': sign({ aud: ['elsewhere'] }),
    'another issuer': sign({ iss: 'https://elsewhere.example.com' }),
    'no sid': sign({ sid: undefined }),
    'expired': sign(expired),
    'cut': accessToken.slice(0, -10),
    'nonsense': 'nonsense',
    'long': `eyJ${'x'.repeat(9_000)}`,
  };
}

function operationsOf(document: Record<string, unknown>): readonly Operation[] {
  const paths = document['paths'] as Record<string, Record<string, { operationId: string; security?: Array<Record<string, unknown>>; requestBody?: { content: Record<string, unknown> }; responses: Record<string, { content?: Record<string, { schema: unknown }> }> }>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      operationId: operation.operationId,
      method: method.toUpperCase(),
      path,
      takes: (operation.security ?? []).flatMap((entry) => Object.keys(entry)),
      hasBody: operation.requestBody !== undefined,
      isForm: 'application/x-www-form-urlencoded' in (operation.requestBody?.content ?? {}),
      answers: Object.entries(operation.responses).flatMap(([status, response]) => codesOf(response).map((code) => `${status} ${code}`)),
    })),
  );
}

function codesOf(response: { content?: Record<string, { schema: unknown }> }): readonly string[] {
  const schema = response.content?.['application/problem+json']?.schema;
  return JSON.stringify(schema ?? {}).match(/[A-Z]+(?:_[A-Z]+)*(?=")/g) ?? [];
}
