import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PageVisitor } from '../../harness/page-visitor.js';
import { runPages, type RunningPages } from '../../harness/running-pages.js';

let running: RunningPages;

beforeAll(async () => {
  running = await runPages();
});
afterAll(() => running.close());

async function signIn(person: string, fields: Readonly<Record<string, string>> = {}): Promise<PageVisitor> {
  const visitor = running.visitDemo();
  const answer = await visitor.post('/sign-in', { person, ...fields });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
  return visitor;
}

async function statusOf(visitor: PageVisitor, path = '/'): Promise<readonly [number, string | null]> {
  const answer = await visitor.open(path);
  return [answer.status, answer.headers.get('location')];
}

const sidsIn = (page: string) => [...page.matchAll(/name="sid" value="([^"]+)"/g)].map(([, sid]) => sid ?? '');

test('whoever signs in gets a page, and the tokens in httpOnly cookies and nowhere else', async () => {
  const ana = await signIn('ana');
  const page = await (await ana.open('/')).text();
  expect(page).toContain('Hello, Ana');
  for (const name of ['__Host-atlas_demo_at', '__Host-atlas_demo_rt']) {
    expect(ana.attributes.get(name)).toMatch(/HttpOnly; Secure; SameSite=Lax/);
    expect(page).not.toContain(ana.cookies.get(name));
  }
});

test('the pages allow no inline script or style', async () => {
  const policy = (await running.visitDemo().open('/sign-in')).headers.get('content-security-policy');
  expect(policy).toContain("script-src 'self'; style-src 'self';");
  const page = await (await (await signIn('ana')).open('/')).text();
  expect(page.match(/<script(?![^>]*(?: src=|type="application\/json"))/g)).toBeNull();
});

test('nobody is shown a page without signing in', async () => {
  for (const path of ['/', '/editor', '/devices'])
    expect(await statusOf(running.visitDemo(), path)).toEqual([303, '/sign-in']);
});

test('the editor page is for whoever has the role', async () => {
  expect(await statusOf(await signIn('ana'), '/editor')).toEqual([403, null]);
  expect(await statusOf(await signIn('bruno'), '/editor')).toEqual([200, null]);
});

test('signing out another device ends it for its next request, and this one stays', async () => {
  const here = await signIn('bruno');
  const there = await signIn('bruno');
  const { sid } = (await (await there.open('/session/state')).json()) as { readonly sid: string };
  expect(sidsIn(await (await here.open('/devices')).text())).toContain(sid);
  await here.post('/devices/sign-out', { sid });
  expect(await statusOf(here)).toEqual([200, null]);
  await expect.poll(() => statusOf(there)).toEqual([303, '/sign-in']);
});

test('signing out all others leaves this one alone', async () => {
  const here = await signIn('carla');
  const others = [await signIn('carla'), await signIn('carla')];
  await here.post('/devices/sign-out-others');
  for (const other of others) await expect.poll(() => statusOf(other)).toEqual([303, '/sign-in']);
  expect(sidsIn(await (await here.open('/devices')).text())).toHaveLength(1);
});

test('signing out ends the session and clears the cookies', async () => {
  const ana = await signIn('ana');
  const stolen = running.visitDemo();
  for (const [name, value] of ana.cookies) stolen.cookies.set(name, value);
  await ana.post('/sign-out');
  expect(ana.cookies.has('__Host-atlas_demo_rt')).toBe(false);
  await expect.poll(() => statusOf(stolen)).toEqual([303, '/sign-in']);
});

test('a page of another origin can neither sign a visitor in nor end what they have', async () => {
  const evil = 'https://evil.example';
  const visitor = running.visitDemo();
  expect((await visitor.post('/sign-in', { person: 'ana' }, evil)).status).toBe(403);
  expect(visitor.cookies.size).toBe(0);
  const carla = await signIn('carla');
  const other = await signIn('carla');
  await carla.post('/devices/sign-out-others', {}, evil);
  expect(await statusOf(other)).toEqual([200, null]);
});

test('the box "short session" starts it with the other client, and its page counts down', async () => {
  const short = await signIn('ana', { short: 'yes' });
  expect(await (await short.open('/')).text()).toContain('id="countdown"');
  expect(await (await (await signIn('ana')).open('/')).text()).not.toContain('id="countdown"');
});

test('the language is the one that was chosen, else the one the browser asks for', async () => {
  const visitor = running.visitDemo();
  const inSpanish = { 'accept-language': 'es-MX,es;q=0.9,en;q=0.5' };
  expect(await (await visitor.open('/sign-in', inSpanish)).text()).toContain('<html lang="es">');
  await visitor.open('/sign-in?lang=en', inSpanish);
  expect(await (await visitor.open('/sign-in', inSpanish)).text()).toContain('<html lang="en">');
});

test('somebody who is not a sample person is not signed in', async () => {
  expect((await running.visitDemo().post('/sign-in', { person: 'mallory' })).status).toBe(400);
});
