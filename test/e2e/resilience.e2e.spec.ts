/** Threat: a tab that was away when its session ended goes on as if nothing had happened, or a working one is signed out by a hiccup. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AllInOneProcess, type RunFacts } from '../harness/all-in-one-process.js';
import { ApiClient } from '../harness/api-client.js';
import { DemoVisitor, launchBrowser } from '../harness/browser.js';

const TABS = 6;
/** The grace is a quarter of it. */
const IDLE = '60s';
const GRACE_MS = 15_000;

const system = new AllInOneProcess(['--idle', IDLE]);
let run: RunFacts;
let api: ApiClient;
let browser: Browser;

beforeAll(async () => {
  [run, browser] = await Promise.all([system.start(), launchBrowser()]);
  api = new ApiClient(run.api, run.serviceKey);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await system.remove();
});

it(`${TABS} tabs that refresh at once all stay signed in, with one rotation between them`, async () => {
  const visitor = await DemoVisitor.open(browser, run.demo);
  await visitor.signIn(/Ana/);
  const sid = await visitor.sid();
  const tabs = await Promise.all(Array.from({ length: TABS }, () => visitor.context.newPage()));
  for (const tab of tabs) await tab.goto(run.demo);
  await new Promise((resolve) => setTimeout(resolve, GRACE_MS + 200));
  const statuses = await Promise.all(tabs.map((tab) => visitor.refresh(tab)));
  expect(statuses).toEqual(tabs.map(() => 200));
  expect(await visitor.refresh()).toBe(200);
  expect((await api.session(sid)).body.status).toBe('live');
  await visitor.context.close();
}, 60_000);

it('a tab that slept through its revocation is told when it wakes', async () => {
  const visitor = await DemoVisitor.open(browser, run.demo);
  await visitor.signIn(/Ana/);
  const sid = await visitor.sid();
  await visitor.isLive();
  const devTools = await visitor.context.newCDPSession(visitor.page);
  await devTools.send('Page.setWebLifecycleState', { state: 'frozen' });
  expect((await api.revoke(sid, 'security')).status).toBe(200);
  // Longer than the gateway waits for an acknowledgement: by now the socket is closed.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  await devTools.send('Page.setWebLifecycleState', { state: 'active' });
  expect(await visitor.farewell()).not.toBe('');
  await visitor.context.close();
}, 60_000);

it('a tab that was offline when its session ended is told at its first reconnect', async () => {
  const visitor = await DemoVisitor.open(browser, run.demo);
  await visitor.signIn(/Bruno/);
  const sid = await visitor.sid();
  await visitor.isLive();
  await visitor.context.setOffline(true);
  await visitor.page.locator('[data-connection="offline"]').waitFor();
  expect((await api.revoke(sid, 'security')).status).toBe(200);
  await visitor.context.setOffline(false);
  expect(await visitor.farewell()).not.toBe('');
  await visitor.context.close();
}, 60_000);

it('after the gateway restarts the tab reconnects by itself and is told of what comes then', async () => {
  const visitor = await DemoVisitor.open(browser, run.demo);
  await visitor.signIn(/Carla/, { short: true });
  const sid = await visitor.sid();
  await visitor.isLive();
  await system.stop();
  await visitor.page.locator('[data-connection="live"]').waitFor({ state: 'detached' });
  await system.start();
  await visitor.isLive();
  expect((await api.revoke(sid, 'security')).status).toBe(200);
  expect(await visitor.farewell()).not.toBe('');
  await visitor.context.close();
}, 90_000);
