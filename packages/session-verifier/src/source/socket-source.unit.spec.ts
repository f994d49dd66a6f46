import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buildSessionNotice, eventually, newSid } from '@atlasnode/testkit';
import { Server, type Socket } from 'socket.io';
import { describe, expect, it, onTestFinished } from 'vitest';
import { socketSource, type SocketSourceOptions } from '../socket.js';
import { RevocationView } from '../index.js';
import { WrittenChannel } from '../view/channel.fixture.js';

const WINDOW_MS = 960_000;

/** Stands for the push gateway's namespace `/verifiers`: does what the spec tells it to with each connection. */
async function runGateway(welcome: (socket: Socket, auth: Record<string, unknown>) => void) {
  const http = createServer();
  const io = new Server(http, { transports: ['websocket'] });
  const handshakes: { auth: Record<string, unknown>; url: string }[] = [];
  const refusals: string[] = [];
  io.of('/verifiers').use((socket, next) => {
    handshakes.push({ auth: socket.handshake.auth, url: socket.request.url ?? '' });
    const code = refusals.shift();
    next(code === undefined ? undefined : Object.assign(new Error(code), { data: { code } }));
  });
  io.of('/verifiers').on('connection', (socket) => welcome(socket, socket.handshake.auth));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  onTestFinished(() => io.close());
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, io, handshakes, refusals };
}

function openSource(url: string, options: Partial<SocketSourceOptions> = {}) {
  const view = new RevocationView();
  const faults: string[] = [];
  const source = socketSource({
    url,
    serviceKey: 'sk1.shop.k1.secret',
    onFault: ({ message }) => faults.push(message),
    ...options,
  }).open(view);
  onTestFinished(() => source.close());
  return { view, source, faults };
}

/** What the gateway's own view holds. */
function gatewayView() {
  const channel = new WrittenChannel(Date.now());
  const view = new RevocationView({ windowMs: WINDOW_MS });
  view.startOver();
  view.finishReading(channel.end);
  const write = (sid: string) => {
    const record = channel.write(buildSessionNotice({ sid }));
    view.apply(record);
    return record;
  };
  return { channel, view, write };
}

const [BEFORE, MEANWHILE, AFTER] = [newSid(), newSid(), newSid()];

const isEnded = (view: RevocationView, sid: string) =>
  view.isRevoked({ sid, userId: 'ana', userEpoch: 0, realmEpoch: 0 });

describe('a connection', () => {
  it('starts from a snapshot and follows every record; the key travels in the handshake’s payload only', async () => {
    const { view: known, write, channel } = gatewayView();
    write(BEFORE);
    const gateway = await runGateway((socket) => socket.emit('revocations:snapshot', known.snapshot()));
    const { view } = openSource(gateway.url);
    await eventually(() => expect(view.ready).toBe(true));
    gateway.io.of('/verifiers').emit('revocations:records', [write(AFTER), channel.heartbeat(WINDOW_MS)]);
    await eventually(() => expect(isEnded(view, AFTER)).toBe(true));
    expect(isEnded(view, BEFORE)).toBe(true);
    expect(gateway.handshakes).toHaveLength(1);
    expect(gateway.handshakes[0]?.auth).toEqual({ serviceKey: 'sk1.shop.k1.secret' });
    expect(gateway.handshakes[0]?.url).not.toContain('sk1');
  });

  it('that broke is made anew and resumes where it was, with nothing missed', async () => {
    const { view: known, write } = gatewayView();
    const missed: unknown[] = [];
    const gateway = await runGateway((socket, auth) => {
      if (auth['resume'] === undefined) socket.emit('revocations:snapshot', known.snapshot());
      else socket.emit('revocations:records', missed);
    });
    const { view, faults } = openSource(gateway.url);
    await eventually(() => expect(view.ready).toBe(true));
    const resume = { position: view.position, asOfMs: view.asOfMs };
    missed.push(write(MEANWHILE));
    gateway.io.of('/verifiers').disconnectSockets(true);
    await eventually(() => expect(isEnded(view, MEANWHILE)).toBe(true));
    expect(gateway.handshakes.map(({ auth }) => auth['resume'])).toEqual([undefined, resume]);
    expect(view.ready).toBe(true);
    expect(faults).toHaveLength(1);
  });

  it.each([
    ['a record is missing', () => ({ position: 9, previous: 8, atMs: Date.now(), notice: buildSessionNotice() })],
    ['what came is no record', () => ({ position: 'one' })],
  ])('is made anew, asking for a snapshot, where %s; the view is unready meanwhile', async (_what, broken) => {
    const { view: known, write } = gatewayView();
    const gateway = await runGateway((socket) => {
      if (gateway.handshakes.length === 1) socket.emit('revocations:snapshot', known.snapshot());
    });
    const { view, faults } = openSource(gateway.url);
    await eventually(() => expect(view.ready).toBe(true));
    gateway.io.of('/verifiers').emit('revocations:records', [broken()]);
    await eventually(() => expect(gateway.handshakes).toHaveLength(2));
    expect(view.ready).toBe(false);
    expect(gateway.handshakes[1]?.auth).not.toHaveProperty('resume');
    expect(faults).toHaveLength(1);
    write(AFTER);
    gateway.io.of('/verifiers').emit('revocations:snapshot', known.snapshot());
    await eventually(() => expect(view.ready && isEnded(view, AFTER)).toBe(true));
  });

  it('that is refused is tried again, though socket.io itself would give up', async () => {
    const { view: known } = gatewayView();
    const gateway = await runGateway((socket) => socket.emit('revocations:snapshot', known.snapshot()));
    gateway.refusals.push('KEY_REFUSED');
    const { view, faults } = openSource(gateway.url);
    await eventually(() => expect(view.ready).toBe(true));
    expect(faults).toEqual(['KEY_REFUSED']);
  });

  it('that brings nothing is given up and made anew', async () => {
    const gateway = await runGateway(() => undefined);
    const { view } = openSource(gateway.url, { silenceMs: 50 });
    await eventually(() => expect(gateway.handshakes.length).toBeGreaterThanOrEqual(2));
    expect(view.ready).toBe(false);
  });

  it('once closed stays closed, and the view no longer counts', async () => {
    const { view: known } = gatewayView();
    const gateway = await runGateway((socket) => socket.emit('revocations:snapshot', known.snapshot()));
    const { view, source } = openSource(gateway.url);
    await eventually(() => expect(view.ready).toBe(true));
    await source.close();
    expect(view.ready).toBe(false);
    await new Promise((resolve) => void setTimeout(resolve, 300));
    expect(gateway.handshakes).toHaveLength(1);
  });
});

it('a gateway that is away is tried until it is there, and meanwhile the view says that it knows nothing', async () => {
  const { view, faults } = openSource('http://127.0.0.1:9');
  await eventually(() => expect(faults.length).toBeGreaterThanOrEqual(2));
  expect(view.stalenessMs(Date.now())).toBe(Number.POSITIVE_INFINITY);
});
