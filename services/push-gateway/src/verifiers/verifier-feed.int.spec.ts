import { buildSessionNotice, newSid } from '@atlasnode/testkit';
import { RevocationView } from '@atlasnode/session-verifier';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { expect, onTestFinished, test } from 'vitest';
import type { PushIo } from '../push-types.js';
import { RecordLog } from './record-log.js';
import { VerifierFeed } from './verifier-feed.js';

/** The feed alone, on a namespace that lets everyone in. */
async function feedOf(view: RevocationView): Promise<{ readonly snapshots: unknown[]; hear(): Promise<void> }> {
  const httpServer = createServer().listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
  const server: PushIo = new Server(httpServer, { transports: ['websocket'] });
  const feed = new VerifierFeed({ namespace: server.of('/verifiers'), view, log: new RecordLog() });
  server.of('/verifiers').on('connection', (socket) => feed.welcome(socket, undefined));
  const { port } = httpServer.address() as AddressInfo;
  const client = io(`http://127.0.0.1:${port}/verifiers`, { transports: ['websocket'] });
  onTestFinished(async () => {
    client.disconnect();
    await server.close();
  });
  const snapshots: unknown[] = [];
  client.on('revocations:snapshot', (snapshot) => snapshots.push(snapshot));
  await new Promise<void>((resolve) => client.once('connect', resolve));
  return {
    snapshots,
    // Packets of one socket come in order, so what was sent before this has been heard after it.
    hear: async () => {
      const heard = new Promise<void>((resolve) => client.once('revocations:records', () => resolve()));
      server.of('/verifiers').emit('revocations:records', []);
      await heard;
    },
  };
}

function read(view: RevocationView, ended: number): void {
  view.startOver();
  const atMs = Date.now();
  for (let position = 1; position <= ended; position += 1)
    view.apply({ position, previous: position - 1, atMs, notice: buildSessionNotice({ sid: newSid() }) });
  view.finishReading({ position: ended, atMs });
}

test('a verifier that waits is given a snapshot when the view has been read', async () => {
  const view = new RevocationView({ windowMs: 60_000 });
  const { snapshots, hear } = await feedOf(view);
  read(view, 2);
  await hear();
  expect(snapshots).toMatchObject([{ position: 2, sessions: [{}, {}] }]);
});

test('no verifier is given the snapshot of a view that had no room for all: it would take it for whole', async () => {
  const view = new RevocationView({ windowMs: 60_000, maxEntries: 1 });
  const { snapshots, hear } = await feedOf(view);
  read(view, 2);
  expect(view.ready).toBe(false);
  await hear();
  expect(snapshots).toEqual([]);
});
