/** What the gateway does while it cannot prove that its view of revocations is fresh: it lets nobody in, and throws nobody out. */
import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { EngineError, type Engine, type RevocationChannel, type RevocationListener } from '@atlasnode/session-engine';
import { buildSessionNotice, eventually } from '@atlasnode/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EmbeddedGateway } from '../../push-protocol/embedded-gateway.js';
import { PushClient } from '../../push-protocol/push-client.js';

let engine: Engine;
let gateway: EmbeddedGateway;
const faults = { isSilent: false, listeners: new Set<RevocationListener>() };

/** The engine's channel, whose signs of life stop when told to, and whose readers lose continuity when told to. */
function around(real: Engine): Engine {
  const revocations: RevocationChannel = {
    publish: (notice) => real.revocations.publish(notice),
    heartbeat: (heartbeat) =>
      faults.isSilent
        ? Promise.reject(new EngineError('UNAVAILABLE', 'silent'))
        : real.revocations.heartbeat(heartbeat),
    read: (fromMs, listener) => {
      faults.listeners.add(listener);
      return real.revocations.read(fromMs, listener);
    },
    recordsSince: (position, limit) => real.revocations.recordsSince(position, limit),
  };
  return { ...real, revocations };
}

beforeEach(async () => {
  faults.isSilent = false;
  faults.listeners.clear();
  engine = await openEmbeddedEngine({ path: ':memory:' });
  gateway = await EmbeddedGateway.open({ engine, around, env: { ATLAS_MAX_STALENESS: '3s' } });
});
afterEach(async () => {
  await gateway.close();
  await engine.close();
});

async function admitted(): Promise<PushClient> {
  const session = await gateway.startSession();
  return new PushClient(gateway.url, '/', { auth: { ticket: await session.ticket() } }).opened();
}

async function refusedWith(namespace: string, auth: object): Promise<string | undefined> {
  const client = new PushClient(gateway.url, namespace, { auth });
  const { refusal } = await client.refusal();
  client.close();
  return refusal?.code;
}

async function goStale(): Promise<void> {
  faults.isSilent = true;
  await eventually(async () => expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(503), 8_000);
}

test('while the view is stale open sockets stay and nobody new is let in', async () => {
  const open = await admitted();
  const session = await gateway.startSession();
  await goStale();
  expect(await refusedWith('/', { ticket: await session.ticket() })).toBe('STALE');
  expect(await refusedWith('/verifiers', { serviceKey: gateway.serviceKey })).toBe('STALE');
  expect(open.socket.connected).toBe(true);
  expect(open.ended).toEqual([]);
  faults.isSilent = false;
  await gateway.ready();
  const late = await new PushClient(gateway.url, '/', { auth: { ticket: await session.ticket() } }).opened();
  late.close();
  open.close();
});

test('a stale view that knows of an end says so, rather than that it is stale', async () => {
  const session = await gateway.startSession();
  const ticket = await session.ticket();
  await gateway.endSession(session);
  await goStale();
  expect(await refusedWith('/', { ticket })).toBe('SESSION_ENDED');
});

test('a renewal while the view is stale is refused, and the socket keeps the end it had', async () => {
  const session = await gateway.startSession();
  const open = await new PushClient(gateway.url, '/', { auth: { ticket: await session.ticket() } }).opened();
  await goStale();
  expect(await open.renew(await session.ticket())).toEqual({ ok: false, code: 'STALE' });
  expect(open.socket.connected).toBe(true);
  open.close();
});

test('an end that was missed in a gap is told when the window has been read again, and verifiers start from a snapshot', async () => {
  const session = await gateway.startSession();
  const open = await new PushClient(gateway.url, '/', { auth: { ticket: await session.ticket() } }).opened();
  const verifier = await new PushClient(gateway.url, '/verifiers', {
    auth: { serviceKey: gateway.serviceKey },
  }).opened();
  await eventually(() => expect(verifier.snapshots).toHaveLength(1));

  const [listener] = faults.listeners;
  if (listener === undefined) throw new Error('the gateway does not read the channel');
  listener.onLost('the log was cut');
  expect(await refusedWith('/', { ticket: await (await gateway.startSession()).ticket() })).toBe('STALE');
  // The window anew: the notice that was missed is among what is told, the last heartbeat is where it ends.
  const notice = buildSessionNotice({ sid: session.sid, userId: session.userId });
  listener.onRecord({ position: 41, previous: 40, atMs: Date.now(), notice });
  listener.onReady({ position: 41, atMs: Date.now() });

  await open.closed();
  expect(open.ended[0]?.sid).toBe(session.sid);
  await eventually(() => expect(verifier.snapshots).toHaveLength(2));
  expect(verifier.snapshots[1]?.sessions.map(({ sid }) => sid)).toContain(session.sid);
  verifier.close();
});
