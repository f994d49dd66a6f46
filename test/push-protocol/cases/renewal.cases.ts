import assert from 'node:assert/strict';
import { eventually } from '@atlasnode/testkit';
import type { GatewayUnderTest, PushSession, TicketShape } from '../gateway-under-test.js';
import { having, type ProtocolCase } from '../protocol-case.js';
import { PushClient } from '../push-client.js';
import { admitted } from './handshake.cases.js';

function secondsFromNow(seconds: number): number {
  return Math.floor(Date.now() / 1_000) + seconds;
}

/** A socket that ends in so many seconds. */
async function shortLived(gateway: GatewayUnderTest, session: PushSession, seconds: number): Promise<PushClient> {
  const ticket = having(gateway, 'mint')(session, { sexp: secondsFromNow(seconds) });
  return new PushClient(gateway.url, '/', { auth: { ticket } }).opened();
}

export const renewalCases: readonly ProtocolCase[] = [
  {
    name: 'a socket is asked to renew before the end of its access token, and ends with it',
    needs: ['mint'],
    run: async (gateway) => {
      const session = await gateway.startSession();
      const client = await shortLived(gateway, session, 4);
      await client.closed();
      const closedAtMs = Date.now();
      assert.deepEqual(client.ended, []);
      assert.equal(client.asked.length, 1);
      const [asked] = client.asked;
      assert.ok(asked !== undefined);
      assert.equal(asked.sid, session.sid);
      const lateMs = closedAtMs - asked.endsAt;
      assert.ok(lateMs >= 0 && lateMs < 1_500, `closed ${lateMs} ms after its end`);
    },
  },
  {
    name: 'one that renews in time goes on, and is told its new end',
    needs: ['mint'],
    run: async (gateway) => {
      const session = await gateway.startSession();
      const client = await shortLived(gateway, session, 3);
      await eventually(() => assert.equal(client.asked.length, 1));
      const sexp = secondsFromNow(6);
      assert.deepEqual(await client.renew(having(gateway, 'mint')(session, { sexp })), {
        ok: true,
        endsAt: sexp * 1_000,
      });
      await client.closed();
      assert.ok(Date.now() >= sexp * 1_000, 'closed before its new end');
      assert.equal(client.asked.length, 2);
    },
  },
  {
    name: 'a renewal with the ticket of an older access token shortens nothing',
    needs: ['mint'],
    run: async (gateway) => {
      const session = await gateway.startSession();
      const client = await shortLived(gateway, session, 300);
      const answer = await client.renew(having(gateway, 'mint')(session, { sexp: secondsFromNow(5) }));
      assert.ok(answer.ok && answer.endsAt > Date.now() + 200_000);
      client.close();
    },
  },
  ...(
    [
      [
        'of another session',
        async (gateway, session) => (await gateway.startSession({ userId: session.userId })).ticket(),
        'TICKET_INVALID',
      ],
      ['of another user', async (gateway) => (await gateway.startSession()).ticket(), 'TICKET_INVALID'],
      ['that is no ticket', async () => 'nonsense', 'TICKET_INVALID'],
      ['that is missing', async () => undefined, 'TICKET_MISSING'],
    ] satisfies ReadonlyArray<
      readonly [string, (gateway: GatewayUnderTest, session: PushSession) => Promise<unknown>, string]
    >
  ).map(([what, ticketOf, code]): ProtocolCase => ({
    name: `a renewal with a ticket ${what}: ${code}, and the socket stays as it was`,
    run: async (gateway) => {
      const session = await gateway.startSession();
      const client = await admitted(gateway, session);
      assert.deepEqual(await client.renew((await ticketOf(gateway, session)) ?? null), { ok: false, code });
      assert.equal(client.socket.connected, true);
      client.close();
    },
  })),
  ...(
    [
      ['an expired ticket', { exp: 1_000 }, {}, 'TICKET_EXPIRED'],
      ['an access token for a ticket', { typ: 'at+jwt' }, {}, 'TICKET_INVALID'],
      ["a lower epoch of the user's", { uep: 2 }, { uep: 3 }, 'TICKET_INVALID'],
      ["a lower epoch of the realm's", { rep: 2 }, { rep: 3 }, 'TICKET_INVALID'],
    ] satisfies ReadonlyArray<readonly [string, TicketShape, TicketShape, string]>
  ).map(([what, renewal, first, code]): ProtocolCase => ({
    name: `a renewal with ${what}: ${code}`,
    needs: ['mint'],
    run: async (gateway) => {
      const session = await gateway.startSession();
      const mint = having(gateway, 'mint');
      const floor = { uep: 3, rep: 3 };
      const client = await new PushClient(gateway.url, '/', {
        auth: { ticket: mint(session, { ...floor, ...first }) },
      }).opened();
      assert.deepEqual(await client.renew(mint(session, { ...floor, ...renewal })), { ok: false, code });
      client.close();
    },
  })),
];
