import assert from 'node:assert/strict';
import type { GatewayUnderTest } from '../gateway-under-test.js';
import type { ProtocolCase } from '../protocol-case.js';
import { PushClient } from '../push-client.js';
import { refusalCode } from './handshake.cases.js';

async function codeFrom(
  gateway: GatewayUnderTest,
  headers: { readonly origin?: string; readonly cookie?: string },
): Promise<string | undefined> {
  return refusalCode(gateway, '/', { auth: { ticket: await (await gateway.startSession()).ticket() }, ...headers });
}

export const originCases: readonly ProtocolCase[] = [
  {
    name: 'an origin on the allow-list is admitted, cookies or not',
    run: async (gateway) => {
      for (const headers of [{ origin: gateway.allowedOrigin }, { origin: gateway.allowedOrigin, cookie: 'a=b' }]) {
        const client = new PushClient(gateway.url, '/', {
          auth: { ticket: await (await gateway.startSession()).ticket() },
          ...headers,
        });
        (await client.opened()).close();
      }
    },
  },
  {
    name: 'another origin, or one that only looks alike: ORIGIN_REFUSED',
    run: async (gateway) => {
      for (const origin of [
        'https://evil.example.com',
        `${gateway.allowedOrigin}.evil.io`,
        `${gateway.allowedOrigin}:1`,
        'null',
      ]) {
        assert.equal(await codeFrom(gateway, { origin }), 'ORIGIN_REFUSED', origin);
      }
    },
  },
  {
    name: 'no origin is admitted without cookies, and refused with them',
    run: async (gateway) => {
      const client = new PushClient(gateway.url, '/', {
        auth: { ticket: await (await gateway.startSession()).ticket() },
      });
      (await client.opened()).close();
      assert.equal(await codeFrom(gateway, { cookie: '__Host-atlas_at=x' }), 'ORIGIN_REFUSED');
    },
  },
  {
    name: 'a refused origin is refused in every namespace, and its connection is closed',
    run: async (gateway) => {
      const origin = 'https://evil.example.com';
      assert.equal(
        await refusalCode(gateway, '/verifiers', { origin, auth: { serviceKey: gateway.serviceKey } }),
        'ORIGIN_REFUSED',
      );
      const client = new PushClient(gateway.url, '/', {
        origin,
        auth: { ticket: await (await gateway.startSession()).ticket() },
      });
      const closed = new Promise<void>((resolve) => client.socket.io.once('close', () => resolve()));
      await client.refusal();
      await closed;
    },
  },
];
