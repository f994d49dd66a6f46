import jsonwebtoken from 'jsonwebtoken';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ISSUER, runApi, type RunningApi } from '../../session-api/running-api.js';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
});
afterAll(() => api.close());

const GRACE_MS = 31_000;

function refresh(refreshToken: string, more: Record<string, unknown> = {}) {
  return api.call('/v1/sessions/refresh', { method: 'POST', json: { refreshToken, ...more } });
}

test('a session lives: started, seen, refreshed, listed, ended, and refused ever after', async () => {
  const started = await api.start({ userId: 'grace', device: { ip: '192.0.2.1', userAgent: 'Spec/1', label: 'Desk' } });
  expect(started).toMatchObject({
    session: {
      userId: 'grace',
      status: 'live',
      device: { ip: '192.0.2.1', userAgent: 'Spec/1', label: 'Desk' },
      clientId: 'demo',
    },
  });
  expect(JSON.stringify(started)).not.toMatch(/salt|Digest/);

  const mine = await api.call('/v1/me/sessions', { as: started.accessToken });
  expect(mine).toMatchObject({ status: 200, body: { items: [{ sid: started.sid, current: true }] } });

  api.clock.offsetMs += GRACE_MS;
  const refreshed = await refresh(started.refreshToken, { active: true });
  expect(refreshed).toMatchObject({ status: 200, body: { sid: started.sid, rotated: true } });
  expect(refreshed.body['refreshToken']).not.toBe(started.refreshToken);

  const ended = await api.call('/v1/sessions/logout', {
    method: 'POST',
    json: { refreshToken: refreshed.body['refreshToken'] },
  });
  expect(ended).toMatchObject({ status: 200, body: { sid: started.sid, ended: true, propagation: 'acknowledged' } });
  expect(await refresh(String(refreshed.body['refreshToken']))).toMatchObject({
    status: 401,
    body: { code: 'SESSION_ENDED', endReason: 'signed-out' },
  });
  expect(await api.call('/v1/me/sessions', { as: String(refreshed.body['accessToken']) })).toMatchObject({
    status: 401,
    body: { code: 'SESSION_ENDED' },
  });
  expect(await api.call(`/v1/sessions/${started.sid}`, { as: api.key })).toMatchObject({
    status: 200,
    body: { status: 'revoked', endReason: 'signed-out' },
  });
});

test('the access token has every claim of RFC 9068 and ours, and ends no later than its session', async () => {
  const before = Math.floor((Date.now() + api.clock.offsetMs) / 1_000);
  const { accessToken, session, sid } = await api.start({ amr: ['pwd', 'otp'], acr: 'urn:loa:2' });
  const decoded = jsonwebtoken.decode(accessToken, { complete: true });
  expect(decoded?.header).toMatchObject({ typ: 'at+jwt', alg: 'ES256', kid: expect.any(String) });
  const claims = decoded?.payload as jsonwebtoken.JwtPayload;
  expect(claims).toMatchObject({
    iss: ISSUER,
    sub: 'ada',
    aud: ['demo'],
    client_id: 'demo',
    sid,
    amr: ['pwd', 'otp'],
    acr: 'urn:loa:2',
    roles: ['member'],
    uep: 0,
    rep: 0,
    jti: expect.any(String),
    auth_time: expect.any(Number),
    due: expect.any(Number),
  });
  expect(claims.iat).toBeGreaterThanOrEqual(before);
  expect(claims.exp).toBe(Number(claims.iat) + 600);

  const short = await api.call('/v1/sessions', { method: 'POST', as: api.shortKey, json: { userId: 'ada' } });
  const due = (short.body['session'] as typeof session).idleDueAtMs;
  expect(short.body['accessTokenExpiresAtMs']).toBe(Math.floor(due / 1_000) * 1_000);
});

test('requests that race with one token all get the same successor', async () => {
  const { refreshToken } = await api.start();
  api.clock.offsetMs += GRACE_MS;
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)));
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
  expect(new Set(answers.map((answer) => answer.body['refreshToken'])).size).toBe(1);
  expect(answers.filter((answer) => answer.body['rotated'] === true)).toHaveLength(1);
});

test('an authentic token of an older generation ends the session, a forged one touches nothing', async () => {
  const { refreshToken, sid } = await api.start();
  api.clock.offsetMs += GRACE_MS;
  const second = String((await refresh(refreshToken)).body['refreshToken']);
  const forged = second.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
  expect(await refresh(forged)).toMatchObject({ status: 401, body: { code: 'REFRESH_TOKEN_INVALID' } });
  expect(await api.call(`/v1/sessions/${sid}`, { as: api.key })).toMatchObject({ body: { status: 'live' } });
  api.clock.offsetMs += GRACE_MS * 2;
  expect(await refresh(refreshToken)).toMatchObject({
    status: 401,
    body: { code: 'REFRESH_REUSED', kind: 'late-replay' },
  });
  expect(await refresh(second)).toMatchObject({
    status: 401,
    body: { code: 'SESSION_ENDED', endReason: 'refresh-reuse' },
  });
});

test('a token of a master key this process does not have is 503, which clears no cookie', async () => {
  const { refreshToken } = await api.start();
  expect(await refresh(refreshToken.replace('rt1.m1.', 'rt1.m9.'))).toMatchObject({
    status: 503,
    body: { code: 'MASTER_KEY_UNKNOWN' },
  });
});

test('the device is believed only from a caller with a service key', async () => {
  const { refreshToken, sid } = await api.start({ device: { ip: '192.0.2.1' } });
  api.clock.offsetMs += GRACE_MS;
  const second = String((await refresh(refreshToken, { device: { ip: '203.0.113.9' } })).body['refreshToken']);
  expect(await api.call(`/v1/sessions/${sid}`, { as: api.key })).toMatchObject({
    body: { device: { ip: '192.0.2.1' } },
  });
  api.clock.offsetMs += GRACE_MS;
  await api.call('/v1/sessions/refresh', {
    method: 'POST',
    as: api.key,
    json: { refreshToken: second, device: { ip: '203.0.113.9' } },
  });
  expect(await api.call(`/v1/sessions/${sid}`, { as: api.key })).toMatchObject({
    body: { device: { ip: '203.0.113.9' } },
  });
});

test('an idle session is refused once it is due, and shown as expired', async () => {
  const short = await api.call('/v1/sessions', { method: 'POST', as: api.shortKey, json: { userId: 'idler' } });
  api.clock.offsetMs += 61_000;
  expect(await refresh(String(short.body['refreshToken']))).toMatchObject({
    status: 401,
    body: { code: 'SESSION_ENDED', endReason: 'idle' },
  });
  expect(await api.call(`/v1/sessions/${String(short.body['sid'])}`, { as: api.key })).toMatchObject({
    body: { status: 'expired', endReason: 'idle' },
  });
});

test('one idempotency key and body start one session, another body is refused', async () => {
  const send = (json: object) =>
    api.call('/v1/sessions', { method: 'POST', as: api.key, json, headers: { 'idempotency-key': 'order-7' } });
  const answers = await Promise.all([send({ userId: 'ida' }), send({ userId: 'ida' }), send({ userId: 'ida' })]);
  expect(new Set(answers.map((answer) => answer.body['sid'])).size).toBe(1);
  expect(new Set(answers.map((answer) => answer.body['refreshToken'])).size).toBe(1);
  expect(await send({ userId: 'ida', roles: ['member'] })).toMatchObject({
    status: 422,
    body: { code: 'IDEMPOTENCY_KEY_REUSED' },
  });
});

test('a client gives only its own audiences and roles, and never the administration', async () => {
  const start = (json: object) =>
    api.call('/v1/sessions', { method: 'POST', as: api.key, json: { userId: 'ada', ...json } });
  expect(await start({ audience: ['other'] })).toMatchObject({
    status: 403,
    body: { code: 'AUDIENCE_NOT_ALLOWED', audience: 'other' },
  });
  expect(await start({ audience: ['atlas-admin'] })).toMatchObject({
    status: 403,
    body: { code: 'AUDIENCE_NOT_ALLOWED' },
  });
  expect(await start({ roles: ['owner'] })).toMatchObject({
    status: 403,
    body: { code: 'ROLE_NOT_ALLOWED', role: 'owner' },
  });
  expect(await start({ userId: 'atlas-admin:root' })).toMatchObject({
    status: 400,
    body: { code: 'INVALID_INPUT', errors: [{ path: 'userId' }] },
  });
  expect(await start({ userId: '..' })).toMatchObject({
    status: 400,
    body: { code: 'INVALID_INPUT', errors: [{ path: 'userId' }] },
  });
});

test('a sign-in that read its epochs before a revocation is refused', async () => {
  const { body: epochs } = await api.call('/v1/users/eve/epochs', { as: api.key });
  expect(epochs).toEqual({ user: 0, realm: 0 });
  await api.call('/v1/users/eve/sessions/revoke', {
    method: 'POST',
    as: api.key,
    json: { reason: 'password-changed' },
  });
  expect(
    await api.call('/v1/sessions', { method: 'POST', as: api.key, json: { userId: 'eve', epochs } }),
  ).toMatchObject({ status: 409, body: { code: 'SIGN_IN_OVERTAKEN' } });
});

test('"sign out all others" keeps the session that asks and ends the rest at once', async () => {
  const [mine, other] = [await api.start({ userId: 'mia' }), await api.start({ userId: 'mia' })];
  const raised = await api.call('/v1/me/sessions/revoke-others', { method: 'POST', as: mine.accessToken });
  expect(raised).toMatchObject({
    status: 200,
    body: { epoch: 1, propagation: 'acknowledged', jobId: expect.any(String) },
  });
  expect(await api.call('/v1/me/sessions', { as: other.accessToken })).toMatchObject({
    status: 401,
    body: { code: 'SESSION_ENDED' },
  });
  expect(await api.call('/v1/me/sessions', { as: mine.accessToken })).toMatchObject({
    status: 200,
    body: { items: [{ sid: mine.sid, current: true }] },
  });
  expect(await refresh(other.refreshToken)).toMatchObject({
    status: 401,
    body: { code: 'SESSION_ENDED', endReason: 'signed-out-elsewhere' },
  });
});

test("a person ends a session of their own and not another's", async () => {
  const [mine, second, foreign] = [
    await api.start({ userId: 'noa' }),
    await api.start({ userId: 'noa' }),
    await api.start({ userId: 'olga' }),
  ];
  const end = (sid: string) => api.call(`/v1/me/sessions/${sid}/revoke`, { method: 'POST', as: mine.accessToken });
  expect(await end(foreign.sid)).toMatchObject({ status: 404, body: { code: 'UNKNOWN_SESSION' } });
  expect(await end(second.sid)).toMatchObject({ status: 200, body: { ended: true } });
  expect(await end(second.sid)).toMatchObject({ status: 200, body: { ended: false } });
  expect(await api.call(`/v1/sessions/${foreign.sid}`, { as: api.key })).toMatchObject({ body: { status: 'live' } });
});

test('introspection says active for a live session, with the facts, and nothing else of any other', async () => {
  const { accessToken, sid } = await api.start({ userId: 'ivy' });
  const introspect = (token: string) =>
    api.call('/v1/introspect', {
      method: 'POST',
      as: api.key,
      body: new URLSearchParams({ token }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  expect(await introspect(accessToken)).toMatchObject({
    status: 200,
    body: { active: true, sub: 'ivy', sid, client_id: 'demo', aud: ['demo'], iss: ISSUER, roles: ['member'] },
  });
  await api.call(`/v1/sessions/${sid}/revoke`, { method: 'POST', as: api.key });
  expect((await introspect(accessToken)).body).toEqual({ active: false });
  expect((await introspect('nonsense')).body).toEqual({ active: false });
  expect((await introspect((await api.signInAdmin()).accessToken)).body).toEqual({ active: false });
});

test('an administrator sees, ends one, a user and everyone, and the jobs show it', async () => {
  const admin = (await api.signInAdmin()).accessToken;
  const [one, two] = [await api.start({ userId: 'uma' }), await api.start({ userId: 'uma' })];
  expect(await api.call('/v1/users/uma/sessions', { as: admin })).toMatchObject({
    status: 200,
    body: { items: [{ sid: one.sid }, { sid: two.sid }] },
  });
  expect(
    await api.call(`/v1/sessions/${one.sid}/revoke`, { method: 'POST', as: admin, json: { note: 'asked by phone' } }),
  ).toMatchObject({ status: 200 });
  expect(await refresh(one.refreshToken)).toMatchObject({
    body: { code: 'SESSION_ENDED', endReason: 'ended-by-admin' },
  });
  expect(await api.call('/v1/users/uma/sessions/revoke', { method: 'POST', as: admin })).toMatchObject({
    status: 200,
    body: { epoch: 1 },
  });
  const adminSid = jsonwebtoken.decode(admin, { json: true })?.['sid'] as string;
  expect(
    await api.call('/v1/sessions/revoke-all', {
      method: 'POST',
      as: admin,
      json: { except: adminSid, reason: 'security' },
    }),
  ).toMatchObject({ status: 200 });
  await expect
    .poll(() => api.call('/v1/admin/jobs', { as: admin }))
    .toMatchObject({
      status: 200,
      body: { items: expect.arrayContaining([expect.objectContaining({ id: 'realm@1' })]) },
    });
});

test('lists come in pages, and a cursor of nobody is refused', async () => {
  for (let count = 0; count < 3; count += 1) await api.start({ userId: 'pat' });
  const first = await api.call('/v1/users/pat/sessions?limit=2', { as: api.key });
  expect(first.body['items']).toHaveLength(2);
  const second = await api.call(
    `/v1/users/pat/sessions?limit=2&after=${encodeURIComponent(String(first.body['next']))}`,
    { as: api.key },
  );
  expect(second.body['items']).toHaveLength(1);
  expect(second.body['next']).toBeUndefined();
  expect(await api.call('/v1/users/pat/sessions?after=%00nonsense', { as: api.key })).toMatchObject({
    status: 400,
    body: { code: 'INVALID_INPUT', errors: [{ path: 'after' }] },
  });
});

test('hostile user ids are users like others, each with their own sessions', async () => {
  for (const userId of ['bob', 'bob@5', 'bob@example.com', 'a/b?c#d', 'ü:%2F ']) {
    const { sid } = await api.start({ userId });
    const listed = await api.call(`/v1/users/${encodeURIComponent(userId)}/sessions`, { as: api.key });
    expect(listed).toMatchObject({ status: 200, body: { items: [{ sid, userId }] } });
  }
});

test('a push ticket says for 30 seconds what the access token says, as another type', async () => {
  const { accessToken, sid, accessTokenExpiresAtMs } = await api.start({ userId: 'push' });
  const { status, body } = await api.call('/v1/me/push-ticket', { method: 'POST', as: accessToken });
  expect(status).toBe(200);
  const decoded = jsonwebtoken.decode(String(body['ticket']), { complete: true });
  expect(decoded?.header.typ).toBe('push+jwt');
  const claims = decoded?.payload as jsonwebtoken.JwtPayload;
  expect(claims).toMatchObject({
    iss: ISSUER,
    aud: 'atlas-push',
    sub: 'push',
    sid,
    uep: 0,
    ctx: ['demo'],
    sexp: accessTokenExpiresAtMs / 1_000,
    roles: ['member'],
  });
  expect(Number(claims.exp) - Number(claims.iat)).toBeLessThanOrEqual(30);
  expect(await api.call('/v1/me/sessions', { as: String(body['ticket']) })).toMatchObject({
    status: 401,
    body: { code: 'TOKEN_INVALID', reason: 'TOKEN_TYPE' },
  });
});

test('no token, key, code or ticket was logged in all of this', () => {
  const text = api.logged.join('');
  expect(text.length).toBeGreaterThan(1_000);
  expect(text).not.toMatch(/eyJ|rt1\.|sk1\./);
  expect(text).toContain('"route":"/v1/sessions/refresh"');
});

test('whoever operates the service asks for its health and its metrics without credentials', async () => {
  for (const path of ['/health/live', '/health/ready', '/metrics']) {
    expect((await fetch(api.service.url + path)).status, path).toBe(200);
  }
});
