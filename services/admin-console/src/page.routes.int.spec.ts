import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageRoutes } from './page.routes.js';
import { securityHeaders } from './security-headers.js';

let folder: string;
let server: Server;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'console-page-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'assets', 'index-abc.js'), 'export {};');
  await writeFile(
    join(folder, 'index.html'),
    '<meta content="__PUSH_URL__"><script nonce="__CSP_NONCE__" src="/assets/index-abc.js"></script>',
  );
  const app = express().use(securityHeaders, pageRoutes({ pushUrl: 'https://push.example.com', folder }));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true });
});

async function openPage() {
  const answer = await fetch(url);
  const policy = answer.headers.get('content-security-policy') ?? '';
  return { answer, policy, html: await answer.text(), nonce: /'nonce-([^']+)'/.exec(policy)?.[1] };
}

test('the page carries the nonce of its own policy, and another one each time', async () => {
  const [first, second] = [await openPage(), await openPage()];
  expect(first.nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
  expect(first.html).toContain(`nonce="${first.nonce}"`);
  expect(second.nonce).not.toBe(first.nonce);
});

test('scripts come from here alone, and connections go to here and the push gateway alone', async () => {
  const { policy } = await openPage();
  expect(policy).toContain("default-src 'none'; script-src 'self';");
  expect(policy).toContain("connect-src 'self' https://push.example.com wss://push.example.com;");
  expect(policy).toContain("frame-ancestors 'none'");
});

test('the page is never kept, and its assets, whose names hold their hash, are for ever', async () => {
  expect((await openPage()).answer.headers.get('cache-control')).toBe('no-store');
  const asset = await fetch(`${url}/assets/index-abc.js`);
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
});

test('nothing outside the assets is served', async () => {
  for (const path of ['/assets/../index.html', '/assets/%2e%2e/index.html', '/index.html', '/package.json'])
    expect((await fetch(url + path)).status).toBe(404);
});
