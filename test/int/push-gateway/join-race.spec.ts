/**
 * The threat: a socket whose handshake passed before its session ended, and which joined its rooms after the notice had looked into
 * them. It would stay open, and live, until its token's end.
 */
import { eventually } from '@atlasnode/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EmbeddedGateway } from '../../push-protocol/embedded-gateway.js';
import { PushClient, RefusedError } from '../../push-protocol/push-client.js';

const N = 200;
let gateway: EmbeddedGateway;

beforeAll(async () => {
  gateway = await EmbeddedGateway.open();
});
afterAll(() => gateway?.close());

async function outcomeOf(client: PushClient): Promise<'refused' | 'told' | 'cut'> {
  try {
    await client.opened();
  } catch (error) {
    if (error instanceof RefusedError && error.refusal?.code === 'SESSION_ENDED') return 'refused';
    throw error;
  }
  await client.closed();
  return client.ended.length > 0 ? 'told' : 'cut';
}

test(`of ${N} sockets that connect while their sessions end none stays, and each that got in is told why`, async () => {
  const sessions = await Promise.all(Array.from({ length: N }, () => gateway.startSession()));
  const tickets = await Promise.all(sessions.map((session) => session.ticket()));
  const clients = tickets.map((ticket) => new PushClient(gateway.url, '/', { auth: { ticket } }));
  // The ends are strewn over the time that the handshakes take.
  const ends = sessions.map(async (session, index) => {
    await new Promise((resolve) => setTimeout(resolve, index * 2));
    await gateway.endSession(session);
  });
  await Promise.all(ends);
  const outcomes = await Promise.all(clients.map(outcomeOf));
  expect(outcomes).toHaveLength(N);
  expect(outcomes.filter((outcome) => outcome === 'cut')).toEqual([]);
  expect(clients.every(({ socket }) => !socket.connected)).toBe(true);
  await eventually(async () =>
    expect(await (await fetch(`${gateway.url}/metrics`)).text()).toMatch(
      /atlas_push_sockets\{[^}]*namespace="\/"[^}]*\} 0/,
    ),
  );
});

test(`of ${N} sockets that connect while everyone is ended none of the old epoch stays`, async () => {
  const sessions = await Promise.all(Array.from({ length: N }, () => gateway.startSession()));
  const tickets = await Promise.all(sessions.map((session) => session.ticket()));
  const clients = tickets.map((ticket) => new PushClient(gateway.url, '/', { auth: { ticket } }));
  await new Promise((resolve) => setTimeout(resolve, 150));
  await gateway.endEveryone();
  const outcomes = await Promise.all(clients.map(outcomeOf));
  expect(outcomes.filter((outcome) => outcome === 'cut')).toEqual([]);
  expect(clients.every(({ socket }) => !socket.connected)).toBe(true);
});
