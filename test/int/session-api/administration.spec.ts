import jsonwebtoken from 'jsonwebtoken';
import { afterEach, expect, test } from 'vitest';
import { issueAdminCode } from '@atlasnode/session-api';
import { runApi, type RunningApi } from '../../session-api/running-api.js';

let api: RunningApi;
afterEach(() => api.close());

function signIn(code: string) {
  return api.call('/v1/admin/sign-in', { method: 'POST', json: { code } });
}

test('of many who present one code at once exactly one is signed in', async () => {
  api = await runApi();
  const { code } = await issueAdminCode(api.engine, { adminId: 'root', issuedBy: 'spec' });
  const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(code)));
  expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
  expect(answers.filter((answer) => answer.body['code'] === 'SIGN_IN_CODE_INVALID')).toHaveLength(19);
});

test('a code is good for 15 minutes and not longer', async () => {
  api = await runApi();
  const [early, late] = [
    await issueAdminCode(api.engine, { adminId: 'root', issuedBy: 'spec' }),
    await issueAdminCode(api.engine, { adminId: 'root', issuedBy: 'spec' }),
  ];
  api.clock.offsetMs = 14 * 60_000;
  expect(await signIn(early.code)).toMatchObject({
    status: 201,
    body: { session: { userId: 'atlas-admin:root', roles: ['admin'], amr: ['otp'], clientId: 'atlas-console' } },
  });
  api.clock.offsetMs = 15 * 60_000 + 1_000;
  expect(await signIn(late.code)).toMatchObject({ status: 401, body: { code: 'SIGN_IN_CODE_INVALID' } });
});

test('an administrator issues a code for a named other, who signs in with it, and none for themselves', async () => {
  api = await runApi();
  const admin = (await api.signInAdmin('root')).accessToken;
  const issue = (adminId: string) => api.call('/v1/admin/codes', { method: 'POST', as: admin, json: { adminId } });
  const issued = await issue('second');
  expect(issued).toMatchObject({ status: 201, body: { code: expect.any(String), expiresAtMs: expect.any(Number) } });
  expect(await signIn(String(issued.body['code']))).toMatchObject({
    status: 201,
    body: { session: { userId: 'atlas-admin:second' } },
  });
  expect(await issue('root')).toMatchObject({
    status: 400,
    body: { code: 'INVALID_INPUT', errors: [{ path: 'adminId' }] },
  });
});

test('no service key reads or ends an administrator’s sessions, whatever its scopes; an administrator does', async () => {
  api = await runApi();
  const { sid } = await api.signInAdmin('root');
  const other = (await api.signInAdmin('second')).accessToken;
  const user = '/v1/users/atlas-admin:root';
  const calls = (as: string) => [
    () => api.call(`/v1/sessions/${sid}`, { as }),
    () => api.call(`${user}/sessions`, { as }),
    () => api.call(`${user}/epochs`, { as }),
    () => api.call(`/v1/sessions/${sid}/revoke`, { method: 'POST', as }),
    () => api.call(`${user}/sessions/revoke`, { method: 'POST', as }),
  ];
  const codes: unknown[] = [];
  for (const call of calls(api.key)) codes.push((await call()).body['code']);
  expect(codes).toEqual(['UNKNOWN_SESSION', 'INVALID_INPUT', 'INVALID_INPUT', 'UNKNOWN_SESSION', 'INVALID_INPUT']);
  const statuses: number[] = [];
  for (const call of calls(other)) statuses.push((await call()).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200]);
});

test('attempts to sign in are limited per address, right codes included', async () => {
  api = await runApi({ ATLAS_SIGN_INS_PER_MINUTE: '3' });
  for (let attempt = 0; attempt < 3; attempt += 1) expect(await signIn('wrong')).toMatchObject({ status: 401 });
  const { code } = await issueAdminCode(api.engine, { adminId: 'root', issuedBy: 'spec' });
  const limited = await signIn(code);
  expect(limited).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  api.clock.offsetMs = 61_000;
  expect(await signIn(code)).toMatchObject({ status: 201 });
});

test('an address that sends forged refresh tokens has to wait, a caller with a service key has not', async () => {
  api = await runApi({ ATLAS_REFUSED_TOKENS_PER_MINUTE: '5' });
  const { refreshToken } = await api.start();
  const refresh = (token: string, as?: string) =>
    api.call('/v1/sessions/refresh', {
      method: 'POST',
      json: { refreshToken: token },
      ...(as === undefined ? {} : { as }),
    });
  for (let attempt = 0; attempt < 5; attempt += 1)
    expect(await refresh(`${refreshToken}x`)).toMatchObject({ status: 401 });
  expect(await refresh(refreshToken)).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
  expect(await refresh(refreshToken, api.key)).toMatchObject({ status: 200 });
});

test('naming a master key that nobody has is no way round that limit, and no verdict about the token', async () => {
  api = await runApi({ ATLAS_REFUSED_TOKENS_PER_MINUTE: '5' });
  const { refreshToken } = await api.start();
  const forged = refreshToken.replace('rt1.m1.', 'rt1.m9.');
  const refresh = () => api.call('/v1/sessions/refresh', { method: 'POST', json: { refreshToken: forged } });
  for (let attempt = 0; attempt < 5; attempt += 1)
    expect(await refresh()).toMatchObject({ status: 503, body: { code: 'MASTER_KEY_UNKNOWN' } });
  expect(await refresh()).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
});

test('while the keys rotate no token that is issued is refused', async () => {
  api = await runApi({ ATLAS_SIGNING_KEY_PUBLICATION: '0s' });
  const admin = (await api.signInAdmin()).accessToken;
  const { key, call } = api;
  let rotating = true;
  const kids = new Set<string>();
  const caller = async (): Promise<void> => {
    for (let calls = 0; rotating || calls < 3; calls += 1) {
      const { accessToken } = await api.start({ userId: 'spin' });
      kids.add(String(jsonwebtoken.decode(accessToken, { complete: true })?.header.kid));
      const published = (await call('/.well-known/jwks.json')).body['keys'] as Array<{ kid: string }>;
      expect(published.some((one) => kids.has(one.kid))).toBe(true);
      expect(await call('/v1/me/push-ticket', { method: 'POST', as: accessToken })).toMatchObject({ status: 200 });
      const introspected = await call('/v1/introspect', {
        method: 'POST',
        as: key,
        body: `token=${accessToken}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(introspected.body).toMatchObject({ active: true });
    }
  };
  const callers = Promise.all([caller(), caller(), caller(), caller()]);
  await expect.poll(() => kids.size).toBe(1);
  const rotated = await call('/v1/admin/keys/rotate', { method: 'POST', as: admin });
  expect(rotated).toMatchObject({ status: 200, body: { kid: expect.any(String), previousKid: [...kids][0] } });
  await expect.poll(() => kids.size).toBe(2);
  rotating = false;
  await callers;
  expect(kids.has(String(rotated.body['kid']))).toBe(true);
});

test('a key signs only after it has been published for long enough, unless it is forced', async () => {
  api = await runApi();
  const admin = (await api.signInAdmin()).accessToken;
  const rotate = (json: object = {}) => api.call('/v1/admin/keys/rotate', { method: 'POST', as: admin, json });
  expect(await rotate()).toMatchObject({
    status: 409,
    body: { code: 'KEY_TOO_NEW', rotatableAtMs: expect.any(Number) },
  });
  expect(await rotate({ force: true })).toMatchObject({ status: 200 });
  api.clock.offsetMs = 61_000;
  expect(await rotate()).toMatchObject({ status: 200 });
});

test('the key set is cacheable, shows public parts only, and the next key before it signs', async () => {
  api = await runApi();
  const keySet = await api.call('/.well-known/jwks.json');
  expect(keySet.headers.get('cache-control')).toBe('public, max-age=30');
  const keys = keySet.body['keys'] as Array<Record<string, string>>;
  expect(keys).toHaveLength(2);
  for (const key of keys) expect(Object.keys(key).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
});
