import assert from 'node:assert/strict';
import type { GatewayUnderTest } from '../gateway-under-test.js';
import { having, type ProtocolCase } from '../protocol-case.js';
import { PushClient } from '../push-client.js';
import { refusalCode } from './handshake.cases.js';

export const adminCases: readonly ProtocolCase[] = [
  {
    name: 'a ticket of a session that is no administrator: /admin answers ROLE_MISSING',
    run: async (gateway) => {
      const ticket = await (await gateway.startSession()).ticket();
      assert.equal(await refusalCode(gateway, '/admin', { auth: { ticket } }), 'ROLE_MISSING');
    },
  },
  {
    name: 'the role without the audience, or the audience without the role: ROLE_MISSING',
    needs: ['mint'],
    run: async (gateway) => {
      const session = await gateway.startSession();
      const mint = having(gateway, 'mint');
      for (const shape of [
        { roles: ['admin'], ctx: ['demo'] },
        { roles: ['member'], ctx: ['atlas-admin'] },
      ]) {
        assert.equal(await refusalCode(gateway, '/admin', { auth: { ticket: mint(session, shape) } }), 'ROLE_MISSING');
      }
    },
  },
  {
    name: 'an administrator is admitted, and told of the end of their own session like anybody',
    needs: ['startAdministrator'],
    run: async (gateway) => {
      const administrator = await having(gateway, 'startAdministrator')();
      const client = await asAdministrator(gateway, await administrator.ticket());
      await gateway.endSession(administrator);
      await client.closed();
      assert.equal(client.ended[0]?.sid, administrator.sid);
    },
  },
  {
    name: 'a renewal in /admin must be an administrator’s too',
    needs: ['startAdministrator', 'mint'],
    run: async (gateway) => {
      const administrator = await having(gateway, 'startAdministrator')();
      const client = await asAdministrator(gateway, await administrator.ticket());
      const demoted = having(gateway, 'mint')(administrator, { roles: ['member'], ctx: ['atlas-admin'] });
      assert.deepEqual(await client.renew(demoted), { ok: false, code: 'ROLE_MISSING' });
      client.close();
    },
  },
];

function asAdministrator(gateway: GatewayUnderTest, ticket: string): Promise<PushClient> {
  return new PushClient(gateway.url, '/admin', { auth: { ticket } }).opened();
}
