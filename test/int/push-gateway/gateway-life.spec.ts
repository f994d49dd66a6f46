import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import type { Engine } from '@atlasnode/session-engine';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EmbeddedGateway } from '../../push-protocol/embedded-gateway.js';
import { PushClient } from '../../push-protocol/push-client.js';

let engine: Engine;
beforeEach(async () => {
  engine = await openEmbeddedEngine({ path: ':memory:' });
});
afterEach(() => engine.close());

test('a gateway that shuts down tells nobody of an end: connections go away, as they do in a network', async () => {
  const gateway = await EmbeddedGateway.open({ engine });
  const session = await gateway.startSession();
  const client = await new PushClient(gateway.url, '/', { auth: { ticket: await session.ticket() } }).opened();
  const startedAtMs = performance.now();
  await gateway.close();
  expect(await client.closed()).toBe('transport close');
  expect(client.ended).toEqual([]);
  expect(performance.now() - startedAtMs).toBeLessThan(3_000);
});

test('one that was restarted knows what had ended before, and a verifier resumes at it', async () => {
  const first = await EmbeddedGateway.open({ engine });
  const session = await first.startSession();
  await first.endSession(session);
  const verifier = await new PushClient(first.url, '/verifiers', { auth: { serviceKey: first.serviceKey } }).opened();
  verifier.close();
  await first.close();

  const second = await EmbeddedGateway.open({ engine });
  const client = new PushClient(second.url, '/', { auth: { ticket: second.mint(session, {}) } });
  const { refusal } = await client.refusal();
  expect(refusal).toMatchObject({
    code: 'SESSION_ENDED',
    ended: { sid: session.sid, reason: 'ended-by-admin', by: 'admin' },
  });
  client.close();
  await second.close();
});

test('two gateways on one channel each end their own sockets', async () => {
  const gateways = [await EmbeddedGateway.open({ engine }), await EmbeddedGateway.open({ engine })] as const;
  const session = await gateways[0].startSession();
  const clients = await Promise.all(
    gateways.map((gateway) =>
      new PushClient(gateway.url, '/', { auth: { ticket: gateway.mint(session, {}) } }).opened(),
    ),
  );
  await gateways[1].endSession(session);
  for (const client of clients) {
    await client.closed();
    expect(client.ended).toHaveLength(1);
  }
  for (const gateway of gateways) await gateway.close();
});

test('metrics count sockets, refusals and how long it took to tell', async () => {
  const gateway = await EmbeddedGateway.open({ engine });
  const session = await gateway.startSession();
  const client = await new PushClient(gateway.url, '/', { auth: { ticket: await session.ticket() } }).opened();
  const refused = new PushClient(gateway.url, '/', { origin: 'https://evil.example.com' });
  await refused.refusal();
  await gateway.endSession(session);
  await client.closed();
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  expect(metrics).toMatch(/atlas_push_told_seconds_count\{[^}]*\} 1/);
  expect(metrics).toMatch(/atlas_push_refused_total\{[^}]*code="ORIGIN_REFUSED"[^}]*\} 1/);
  expect(metrics).toContain('atlas_revocation_staleness_seconds');
  await gateway.close();
});
