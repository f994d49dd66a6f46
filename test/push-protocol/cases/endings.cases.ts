import assert from 'node:assert/strict';
import { eventually, sleep } from '@atlasnode/testkit';
import { having, type ProtocolCase } from '../protocol-case.js';
import { PushClient } from '../push-client.js';
import { admitted } from './handshake.cases.js';

/** Long enough for what must not happen to have happened. */
const QUIET_MS = 300;

export const endingCases: readonly ProtocolCase[] = [
  {
    name: 'an ended session is told with who and why on each of its sockets, which are then disconnected',
    run: async (gateway) => {
      const session = await gateway.startSession();
      const clients = [await admitted(gateway, session), await admitted(gateway, session)];
      await gateway.endSession(session);
      for (const client of clients) {
        assert.equal(await client.closed(), 'io server disconnect');
        assert.equal(client.ended.length, 1);
        const [ended] = client.ended;
        assert.equal(ended?.sid, session.sid);
        assert.equal(typeof ended?.reason, 'string');
        assert.equal(typeof ended?.by, 'string');
        assert.equal(typeof ended?.at, 'number');
      }
    },
  },
  {
    name: 'another session, of the same user too, hears nothing and stays',
    run: async (gateway) => {
      const session = await gateway.startSession();
      const sibling = await gateway.startSession({ userId: session.userId });
      const [one, other, stranger] = [
        await admitted(gateway, session),
        await admitted(gateway, sibling),
        await admitted(gateway, await gateway.startSession()),
      ];
      await gateway.endSession(session);
      await one.closed();
      await sleep(QUIET_MS);
      for (const client of [other, stranger]) {
        assert.deepEqual(client.ended, []);
        assert.equal(client.socket.connected, true);
        client.close();
      }
    },
  },
  {
    name: 'one that does not acknowledge is disconnected after a second',
    run: async (gateway) => {
      const session = await gateway.startSession();
      const client = await admitted(gateway, session, { acknowledges: false });
      await gateway.endSession(session);
      await eventually(() => assert.equal(client.ended.length, 1));
      const toldAtMs = performance.now();
      await client.closed();
      const waitedMs = performance.now() - toldAtMs;
      assert.ok(waitedMs > 500 && waitedMs < 2_500, `disconnected ${waitedMs} ms after it was told`);
    },
  },
  {
    name: 'after the notice nothing it sends is looked at',
    run: async (gateway) => {
      const session = await gateway.startSession();
      const ticket = await session.ticket();
      const client = await admitted(gateway, session, { acknowledges: false });
      await gateway.endSession(session);
      await eventually(() => assert.equal(client.ended.length, 1));
      await assert.rejects(client.renew(ticket));
    },
  },
  {
    name: 'it is disconnected from every namespace of its connection',
    needs: ['startAdministrator'],
    run: async (gateway) => {
      const administrator = await having(gateway, 'startAdministrator')();
      const browser = await admitted(gateway, administrator);
      const console = await new PushClient(gateway.url, '/admin', {
        over: browser,
        auth: { ticket: await administrator.ticket() },
      }).opened();
      const service = await new PushClient(gateway.url, '/verifiers', {
        over: browser,
        auth: { serviceKey: gateway.serviceKey },
      }).opened();
      await gateway.endSession(administrator);
      await Promise.all([browser.closed(), console.closed(), service.closed()]);
      assert.equal(browser.socket.io.engine.readyState, 'closed');
    },
  },
  {
    name: "the end of all of a user's sessions spares the exception, sessions of the new epoch and other users",
    run: async (gateway) => {
      const [kept, lost] = await twoOf(gateway);
      const stranger = await gateway.startSession();
      const clients = {
        kept: await admitted(gateway, kept),
        lost: await admitted(gateway, lost),
        stranger: await admitted(gateway, stranger),
      };
      await gateway.endUser(kept.userId, kept.sid);
      await clients.lost.closed();
      assert.equal(clients.lost.ended[0]?.sid, lost.sid);
      const later = await admitted(gateway, await gateway.startSession({ userId: kept.userId }));
      await sleep(QUIET_MS);
      for (const client of [clients.kept, clients.stranger, later]) {
        assert.deepEqual(client.ended, []);
        assert.equal(client.socket.connected, true);
        client.close();
      }
    },
  },
  {
    name: 'only the latest exception counts',
    run: async (gateway) => {
      const [first, second] = await twoOf(gateway);
      await gateway.endUser(first.userId, first.sid);
      const client = await admitted(gateway, first);
      const later = await gateway.startSession({ userId: second.userId });
      await gateway.endUser(first.userId, later.sid);
      await client.closed();
      assert.equal(client.ended[0]?.sid, first.sid);
    },
  },
  {
    name: 'the end of everyone ends everyone, and those who sign in after it stay',
    needs: ['endEveryone'],
    run: async (gateway) => {
      const clients = [
        await admitted(gateway, await gateway.startSession()),
        await admitted(gateway, await gateway.startSession()),
      ];
      await having(gateway, 'endEveryone')();
      for (const client of clients) await client.closed();
      const later = await admitted(gateway, await gateway.startSession());
      await sleep(QUIET_MS);
      assert.equal(later.socket.connected, true);
      later.close();
    },
  },
];

async function twoOf(gateway: Parameters<ProtocolCase['run']>[0]) {
  const first = await gateway.startSession();
  return [first, await gateway.startSession({ userId: first.userId })] as const;
}
