/**
 * The threat: a session ends between the guard's look at the view and the moment its socket joins the rooms that a notice looks into. The
 * socket would stay, and hear nothing, until its token's end. Here the notice comes in exactly that gap.
 */
import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { buildSessionNotice, newSid } from '@atlasnode/testkit';
import { RevocationView, type TokenSubject } from '@atlasnode/session-verifier';
import type { Engine } from '@atlasnode/session-engine';
import type { SessionEnded } from '@atlasnode/session-events/push';
import jwt from 'jsonwebtoken';
import { once } from 'node:events';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { io } from 'socket.io-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PublicKeys } from './handshake/public-keys.js';
import { PushTickets } from './handshake/push-tickets.js';
import { PushServer } from './push-server.js';

const ISSUER = 'https://sessions.example.com';

/** A view that lets a notice in right after it was asked. */
class InterruptedView extends RevocationView {
  afterLook: (() => void) | undefined;

  override isRevoked(subject: TokenSubject): boolean {
    const isRevoked = super.isRevoked(subject);
    const { afterLook } = this;
    this.afterLook = undefined;
    // Before the join, which socket.io does in a later tick of the same turn.
    if (afterLook !== undefined) process.nextTick(afterLook);
    return isRevoked;
  }
}

let engine: Engine;
let view: InterruptedView;
let httpServer: Server;
let push: PushServer;
let privateKey: KeyObject;

beforeEach(async () => {
  engine = await openEmbeddedEngine({ path: ':memory:' });
  view = new InterruptedView({ windowMs: 60_000 });
  view.startOver();
  view.finishReading({ position: 0, atMs: Date.now() });
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  privateKey = pair.privateKey;
  const { kty = '', crv = '', x = '', y = '' } = pair.publicKey.export({ format: 'jwk' });
  await engine.keys.addSigningKey({
    kid: 'k',
    algorithm: 'ES256',
    publicJwk: { kty, crv, x, y },
    sealedPrivateKey: '-',
    state: 'current',
    createdAtMs: 0,
    stateSinceMs: 0,
  });
  httpServer = createServer();
  push = new PushServer({
    httpServer,
    allowedOrigins: [],
    tickets: new PushTickets({
      issuer: ISSUER,
      keys: new PublicKeys({ store: engine.keys, nowMs: Date.now }),
      nowMs: Date.now,
      clockSkewMs: 1_000,
    }),
    serviceKeys: () => undefined,
    view,
    eventLog: engine.eventLog,
    maxStalenessMs: 10_000,
    nowMs: Date.now,
    observer: { refused: () => undefined, told: () => undefined, fault: (error) => expect.unreachable(String(error)) },
  });
  await push.open();
  httpServer.listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
});

afterEach(async () => {
  await push.close();
  httpServer.close();
  await engine.close();
});

function ticketOf(sid: string): string {
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const claims = {
    iss: ISSUER,
    aud: 'atlas-push',
    sub: 'ana',
    sid,
    uep: 0,
    rep: 0,
    roles: [],
    ctx: ['demo'],
    exp: nowSeconds + 30,
    sexp: nowSeconds + 600,
  };
  return jwt.sign(claims, privateKey, { algorithm: 'ES256', header: { alg: 'ES256', typ: 'push+jwt', kid: 'k' } });
}

function urlOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

test('a session that ends between the look at the view and the join is told, and its socket closed', async () => {
  const sid = newSid();
  view.afterLook = () =>
    void view.apply({ position: 1, previous: 0, atMs: Date.now(), notice: buildSessionNotice({ sid, userId: 'ana' }) });
  const socket = io(urlOf(httpServer), {
    auth: { ticket: ticketOf(sid) },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  });
  const told: SessionEnded[] = [];
  socket.on('session:ended', (ended: SessionEnded, acknowledge: () => void) => {
    told.push(ended);
    acknowledge();
  });
  const reason = await new Promise((resolve) => socket.on('disconnect', resolve));
  expect(reason).toBe('io server disconnect');
  expect(told).toEqual([expect.objectContaining({ sid, reason: 'ended-by-admin', by: 'admin' })]);
  expect(push.sockets()['/']).toBe(0);
});
