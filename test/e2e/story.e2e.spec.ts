/** What a person sees, in one go: two browsers at the demo application, one at the admin console. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AllInOneProcess, type RunFacts } from '../harness/all-in-one-process.js';
import { ConsoleVisitor, DemoVisitor, launchBrowser } from '../harness/browser.js';

const system = new AllInOneProcess();
let run: RunFacts;
let browser: Browser;

beforeAll(async () => {
  [run, browser] = await Promise.all([system.start(), launchBrowser()]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await system.remove();
});

it('a forced logout ends an open tab at once, says why, and the token it held is refused', async () => {
  // Two browsers of one person, and a third person with another role.
  const [laptop, phone, bruno] = await Promise.all([1, 2, 3].map(() => DemoVisitor.open(browser, run.demo)));
  if (laptop === undefined || phone === undefined || bruno === undefined) throw new Error('no browsers');
  await laptop.signIn(/Ana/);
  await phone.signIn(/Ana/);
  await bruno.signIn(/Bruno/);
  await Promise.all([laptop.isLive(), phone.isLive(), bruno.isLive()]);

  // The page that needs a role.
  await bruno.visit('/editor');
  await bruno.page.getByRole('heading', { name: 'Editor' }).waitFor();
  await laptop.visit('/editor');
  await laptop.page.getByRole('heading', { name: 'Not for you' }).waitFor();

  // Cookies no script can read.
  expect(await laptop.page.evaluate(() => document.cookie)).not.toContain('atlas_demo');
  expect(
    (await laptop.context.cookies()).filter(
      ({ httpOnly, secure, sameSite }) => httpOnly && secure && sameSite === 'Lax',
    ).length,
  ).toBeGreaterThanOrEqual(2);

  // My devices: the laptop signs the phone out.
  await laptop.visit('/devices');
  await laptop.isLive();
  await laptop.page.getByRole('button', { name: 'Sign out all others' }).click();
  expect(await phone.farewell()).not.toBe('');
  await laptop.page.getByText('You are signed in on this device only.').waitFor();

  // The console sees who is left, and ends the laptop's session.
  const admin = await ConsoleVisitor.signIn(browser, run);
  await admin.page.getByText('bruno').first().waitFor();
  await laptop.isLive();
  const token = await laptop.accessToken();
  expect(await laptop.statusWith(token)).toBe(200);
  const requests: string[] = [];
  laptop.page.on('framenavigated', (frame) => requests.push(frame.url()));
  await admin.endSessionOf('ana');
  expect(await laptop.farewell()).toMatch(/administrator/);
  expect(requests, 'the page was not reloaded').toEqual([]);
  expect(await laptop.statusWith(token), 'a still unexpired token').toBe(401);
  await laptop.visit('/devices');
  await laptop.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await admin.page.getByText('The session of ana has ended.').waitFor();
  await admin.page.getByText('Acknowledged: verifiers refuse it and open tabs have been told.').first().waitFor();

  // Everyone else is untouched, until everyone is signed out.
  await bruno.visit('/');
  await bruno.isLive();
  await admin.endEveryone();
  expect(await bruno.farewell()).toMatch(/administrator/);
}, 120_000);

it('a short session ends by itself when nobody does anything, and input keeps it alive', async () => {
  const [idle, busy] = await Promise.all([1, 2].map(() => DemoVisitor.open(browser, run.demo)));
  if (idle === undefined || busy === undefined) throw new Error('no browsers');
  await idle.signIn(/Ana/, { short: true });
  await busy.signIn(/Carla/, { short: true });
  await Promise.all([idle.isLive(), busy.isLive()]);
  const typing = setInterval(() => void busy.page.keyboard.press('Shift').catch(() => undefined), 2_000);
  try {
    expect(await idle.farewell(idle.page, 80_000)).not.toBe('');
    await busy.visit('/devices');
    await busy.page.getByRole('heading', { name: 'My devices' }).waitFor();
    await busy.isLive();
  } finally {
    clearInterval(typing);
  }
}, 150_000);
