import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeOf, type PageVisitor } from '../../harness/page-visitor.js';
import { runPages, type RunningPages } from '../../harness/running-pages.js';

let running: RunningPages;

beforeAll(async () => {
  running = await runPages();
});
afterAll(() => running.close());

const ACCESS_COOKIE = '__Host-atlas_admin_at';

async function signIn(adminId: string): Promise<PageVisitor> {
  const visitor = running.visitConsole();
  const answer = await visitor.postJson('/console/sign-in', { code: await running.adminCode(adminId) });
  expect([answer.status, await answer.text()]).toEqual([204, '']);
  return visitor;
}

async function startSession(userId: string): Promise<string> {
  return (await running.api.start({ userId })).body.sid;
}

test('a one-time code is traded for cookies of the console’s own, and the tokens are in no body', async () => {
  const admin = await signIn('lucia');
  for (const name of [ACCESS_COOKIE, '__Host-atlas_admin_rt'])
    expect(admin.attributes.get(name)).toMatch(/HttpOnly; Secure; SameSite=Lax/);
  const state = await (await admin.open('/session/state')).text();
  expect(JSON.parse(state)).toMatchObject({ signedIn: true, userId: 'atlas-admin:lucia', roles: ['admin'] });
  expect(state).not.toContain(admin.cookies.get(ACCESS_COOKIE));
});

test('a code works once', async () => {
  const code = await running.adminCode('once');
  expect((await running.visitConsole().postJson('/console/sign-in', { code })).status).toBe(204);
  const again = running.visitConsole();
  const answer = await again.postJson('/console/sign-in', { code });
  expect([answer.status, await codeOf(answer), again.cookies.size]).toEqual([401, 'SIGN_IN_CODE_INVALID', 0]);
});

test('a page of another origin cannot sign an administrator in', async () => {
  const visitor = running.visitConsole();
  const code = await running.adminCode('victim');
  const answer = await visitor.postJson('/console/sign-in', { code }, 'https://evil.example');
  expect([answer.status, await codeOf(answer), visitor.cookies.size]).toEqual([403, 'ORIGIN_REFUSED', 0]);
});

test('what is not a code is refused before anything is asked', async () => {
  for (const body of [{}, { code: '' }, { code: 'x'.repeat(65) }, { code: 'a', admin: true }, []]) {
    const answer = await running.visitConsole().postJson('/console/sign-in', body);
    expect([answer.status, await codeOf(answer)]).toEqual([400, 'INVALID_INPUT']);
  }
});

test('both services are asked in the administrator’s name, and nobody else is let through', async () => {
  const admin = await signIn('lucia');
  expect((await admin.open('/v1/audit/lag')).status).toBe(200);
  expect((await admin.open('/v1/admin/jobs')).status).toBe(200);
  expect((await running.visitConsole().open('/v1/audit/lag')).status).toBe(401);
});

test('a session is ended from the console, and only by a request of its own page', async () => {
  const admin = await signIn('lucia');
  const sid = await startSession('ana');
  const forged = await admin.postJson(`/v1/sessions/${sid}/revoke`, { reason: 'security' }, 'https://evil.example');
  expect(forged.status).toBe(403);
  expect((await running.api.session(sid)).body.status).toBe('live');
  const answer = await admin.postJson(`/v1/sessions/${sid}/revoke`, { reason: 'security', note: 'lost phone' });
  expect(await answer.json()).toEqual({ sid, ended: true, propagation: 'acknowledged' });
  expect((await running.api.session(sid)).body).toMatchObject({ status: 'revoked', endReason: 'security' });
});

test('an application’s access token opens nothing here, even in the console’s cookie', async () => {
  const visitor = running.visitConsole();
  visitor.cookies.set(ACCESS_COOKIE, (await running.api.start({ userId: 'ana', roles: ['admin'] })).body.accessToken);
  expect((await visitor.open('/v1/audit/lag')).status).toBe(401);
});

test('an administrator whose session was ended gets nothing more with the same cookies', async () => {
  const admin = await signIn('gone');
  const other = await signIn('lucia');
  const { sid } = (await (await admin.open('/session/state')).json()) as { readonly sid: string };
  await other.postJson(`/v1/sessions/${sid}/revoke`, { reason: 'ended-by-admin' });
  const answer = await admin.open('/v1/admin/jobs');
  expect([answer.status, await codeOf(answer)]).toEqual([401, 'SESSION_ENDED']);
});

test('the tokens of the API’s own sign-in and refresh cannot be fetched through the console', async () => {
  const admin = await signIn('lucia');
  const refreshToken = admin.cookies.get('__Host-atlas_admin_rt');
  const answer = await admin.postJson('/v1/sessions/refresh', { refreshToken });
  expect([answer.status, await codeOf(answer)]).toEqual([404, 'NOT_FOUND']);
});
