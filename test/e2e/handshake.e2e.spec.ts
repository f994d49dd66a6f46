/** Threat: a page of another site, or an old ticket, opens a socket as somebody who is signed in. */
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AllInOneProcess, type RunFacts } from '../harness/all-in-one-process.js';
import { DemoVisitor, launchBrowser } from '../harness/browser.js';

/** A push ticket lives 30 s; clocks may differ by 5. */
const TICKET_IS_OLD_MS = 37_000;
/** The browser build stands beside the one that Node resolves. */
const SOCKET_IO = join(
  dirname(createRequire(import.meta.url).resolve('socket.io-client')),
  '../../dist/socket.io.min.js',
);

const system = new AllInOneProcess();
let run: RunFacts;
let browser: Browser;
let otherSite: Server;
let visitor: DemoVisitor;

beforeAll(async () => {
  [run, browser] = await Promise.all([system.start(), launchBrowser()]);
  otherSite = createServer(
    (_request, response) => void response.setHeader('content-type', 'text/html').end('<title>another site</title>'),
  ).listen(0, '127.0.0.1');
  await once(otherSite, 'listening');
  visitor = await DemoVisitor.open(browser, run.demo);
  await visitor.signIn(/Ana/);
}, 60_000);
afterAll(async () => {
  otherSite.close();
  await browser.close();
  await system.remove();
});

it('a page of the application is let in with its ticket', async () => {
  expect(await connect(visitor.page, await ticketOf(visitor.page))).toBe('connected');
});

it('a page of another origin is refused, though the browser of a signed-in person opens it and has a good ticket', async () => {
  const ticket = await ticketOf(visitor.page);
  const foreign = await visitor.context.newPage();
  await foreign.goto(`http://localhost:${(otherSite.address() as AddressInfo).port}/`);
  expect(await connect(foreign, ticket)).toMatch(/^(ORIGIN_REFUSED|websocket error)$/);
  expect(await connect(visitor.page, ticket), 'the ticket itself was good').toBe('connected');
});

it('a ticket that has expired is refused, and named', async () => {
  const ticket = await ticketOf(visitor.page);
  await new Promise((resolve) => setTimeout(resolve, TICKET_IS_OLD_MS));
  expect(await connect(visitor.page, ticket)).toBe('TICKET_EXPIRED');
}, 90_000);

async function ticketOf(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const response = await fetch('/session/push-ticket', { method: 'POST' });
    return ((await response.json()) as { ticket: string }).ticket;
  });
}

/** `connected`, or the code (or words) of the refusal. */
async function connect(page: Page, ticket: string): Promise<string> {
  await page.addScriptTag({ path: SOCKET_IO });
  return page.evaluate(
    ({ url, auth }) =>
      new Promise<string>((resolve) => {
        const { io } = window as unknown as { io(url: string, options: object): PageSocket };
        const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, auth });
        const done = (answer: string) => {
          socket.disconnect();
          resolve(answer);
        };
        socket.on('connect', () => done('connected'));
        socket.on('connect_error', (error) => done(error?.data?.code ?? error?.message ?? 'refused'));
      }),
    { url: run.push, auth: { ticket } },
  );
}

interface PageSocket {
  on(event: string, listener: (error?: { message?: string; data?: { code?: string } }) => void): void;
  disconnect(): void;
}
