import { buildCreated, buildSession, eventually } from '@atlasnode/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EmbeddedGateway } from '../../push-protocol/embedded-gateway.js';
import { PushClient } from '../../push-protocol/push-client.js';

let gateway: EmbeddedGateway;

beforeAll(async () => {
  gateway = await EmbeddedGateway.open();
});
afterAll(() => gateway?.close());

test('administrators see each event as it is published, without the salt of the device; nobody else sees any', async () => {
  const administrator = await gateway.startAdministrator();
  const console = await new PushClient(gateway.url, '/admin', {
    auth: { ticket: await administrator.ticket() },
  }).opened();
  const person = await new PushClient(gateway.url, '/', { auth: { ticket: await administrator.ticket() } }).opened();
  const verifier = await new PushClient(gateway.url, '/verifiers', {
    auth: { serviceKey: gateway.serviceKey },
  }).opened();
  const device = { ip: '192.0.2.7', userAgent: 'Test', salt: 'c2FsdA', ipDigest: 'aXA', userAgentDigest: 'dWE' };
  const event = buildCreated(buildSession({ device }));
  await gateway.engine.eventLog.publish([event]);

  await eventually(() => expect(console.feed).toHaveLength(1));
  const { salt: _salt, ...rest } = device;
  expect(console.feed[0]).toMatchObject({ id: event.id, type: 'SessionCreated', hash: event.hash });
  expect(console.feed[0]?.data).toMatchObject({ session: { device: rest } });
  expect(JSON.stringify(console.feed)).not.toContain(device.salt);
  expect([person.feed, verifier.feed]).toEqual([[], []]);
  for (const client of [console, person, verifier]) client.close();
});

test('an administrator whose session has ended sees nothing more, also while the farewell is waited for', async () => {
  const administrator = await gateway.startAdministrator();
  const console = await new PushClient(gateway.url, '/admin', {
    auth: { ticket: await administrator.ticket() },
    acknowledges: false,
  }).opened();
  await gateway.endSession(administrator);
  await gateway.engine.eventLog.publish([buildCreated(buildSession())]);
  await console.closed();
  expect(console.ended).toHaveLength(1);
  expect(console.feed).toEqual([]);
});
