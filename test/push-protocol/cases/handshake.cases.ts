import jwt from 'jsonwebtoken';
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { GatewayUnderTest, PushSession, TicketShape } from '../gateway-under-test.js';
import { having, type ProtocolCase } from '../protocol-case.js';
import { PushClient, type PushClientOptions } from '../push-client.js';

/** The code that this handshake is refused with. */
export async function refusalCode(
  gateway: GatewayUnderTest,
  namespace: string,
  options: PushClientOptions,
): Promise<string | undefined> {
  const client = new PushClient(gateway.url, namespace, options);
  try {
    return (await client.refusal()).refusal?.code;
  } finally {
    client.close();
  }
}

export async function admitted(
  gateway: GatewayUnderTest,
  session: PushSession,
  options: PushClientOptions = {},
): Promise<PushClient> {
  return new PushClient(gateway.url, '/', { ...options, auth: { ticket: await session.ticket() } }).opened();
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64url');
}

const TAMPERED: ReadonlyArray<readonly [string, (ticket: string) => string]> = [
  [
    'one character of whose signature is another',
    (ticket) => ticket.slice(0, -10) + (ticket.at(-10) === 'A' ? 'B' : 'A') + ticket.slice(-9),
  ],
  [
    'whose claims were changed',
    (ticket) => ticket.replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify({ sub: 'root' })).toString('base64url')}.`),
  ],
  [
    'that is not signed (alg none)',
    (ticket) => `${Buffer.from('{"alg":"none","typ":"push+jwt"}').toString('base64url')}.${ticket.split('.')[1]}.`,
  ],
  ['signed with another key under the same kid', signedByAnother],
  ['of text that is no JWT', () => 'not a ticket'],
  [
    'that says typ JWT over what is not JSON',
    () => ['{"typ":"JWT","alg":"ES256","kid":"k"}', 'no', 's'].map(encoded).join('.'),
  ],
];

const MISSHAPEN: ReadonlyArray<readonly [string, TicketShape]> = [
  ['another typ: an access token', { typ: 'at+jwt' }],
  ['another audience', { aud: 'demo' }],
  ['another issuer', { iss: 'https://elsewhere.example.com' }],
  ...(['sub', 'sid', 'uep', 'rep', 'roles', 'ctx', 'sexp'] as const).map((claim): readonly [string, TicketShape] => [
    `no claim ${claim}`,
    { [claim]: undefined },
  ]),
  ['epochs that are no numbers', { uep: '0' }],
];

export const handshakeCases: readonly ProtocolCase[] = [
  {
    name: 'a ticket admits to /',
    run: async (gateway) => {
      const client = await admitted(gateway, await gateway.startSession());
      assert.equal(client.socket.connected, true);
      client.close();
    },
  },
  ...['/', '/admin'].map((namespace): ProtocolCase => ({
    name: `no ticket: ${namespace} answers TICKET_MISSING`,
    run: async (gateway) => {
      assert.equal(await refusalCode(gateway, namespace, {}), 'TICKET_MISSING');
      assert.equal(await refusalCode(gateway, namespace, { auth: { ticket: '' } }), 'TICKET_MISSING');
    },
  })),
  ...TAMPERED.map(([what, tamper]): ProtocolCase => ({
    name: `a ticket ${what}: TICKET_INVALID`,
    run: async (gateway) => {
      const ticket = tamper(await (await gateway.startSession()).ticket());
      assert.equal(await refusalCode(gateway, '/', { auth: { ticket } }), 'TICKET_INVALID');
    },
  })),
  {
    name: 'a ticket that is no string: TICKET_INVALID',
    run: async (gateway) =>
      assert.equal(await refusalCode(gateway, '/', { auth: { ticket: { sid: 'x' } } }), 'TICKET_INVALID'),
  },
  ...MISSHAPEN.map(([what, shape]): ProtocolCase => ({
    name: `a ticket with ${what}: TICKET_INVALID`,
    needs: ['mint'],
    run: async (gateway) => {
      const ticket = having(gateway, 'mint')(await gateway.startSession(), shape);
      assert.equal(await refusalCode(gateway, '/', { auth: { ticket } }), 'TICKET_INVALID');
    },
  })),
  {
    name: 'a ticket past its exp, or of an access token past its own: TICKET_EXPIRED',
    needs: ['mint'],
    run: async (gateway) => {
      const session = await gateway.startSession();
      const mint = having(gateway, 'mint');
      const past = Math.floor(Date.now() / 1_000) - 5;
      assert.equal(
        await refusalCode(gateway, '/', { auth: { ticket: mint(session, { exp: past }) } }),
        'TICKET_EXPIRED',
      );
      assert.equal(
        await refusalCode(gateway, '/', { auth: { ticket: mint(session, { sexp: past }) } }),
        'TICKET_EXPIRED',
      );
    },
  },
  {
    name: 'a session that has ended: SESSION_ENDED, with why',
    run: async (gateway) => {
      const session = await gateway.startSession();
      const ticket = await session.ticket();
      await gateway.endSession(session);
      const client = new PushClient(gateway.url, '/', { auth: { ticket } });
      const { refusal } = await client.refusal();
      client.close();
      assert.equal(refusal?.code, 'SESSION_ENDED');
      assert.equal(refusal.ended?.sid, session.sid);
      assert.equal(typeof refusal.ended.reason, 'string');
    },
  },
  {
    name: 'a namespace that does not exist is refused, with a good ticket too',
    run: async (gateway) => {
      const client = new PushClient(gateway.url, '/nowhere', {
        auth: { ticket: await (await gateway.startSession()).ticket() },
      });
      await client.refusal();
      client.close();
    },
  },
  {
    name: 'a connection that was admitted to / is asked again for every other namespace',
    run: async (gateway) => {
      const client = await admitted(gateway, await gateway.startSession());
      assert.equal(
        (await new PushClient(gateway.url, '/admin', { over: client }).refusal()).refusal?.code,
        'TICKET_MISSING',
      );
      assert.equal(
        (await new PushClient(gateway.url, '/verifiers', { over: client }).refusal()).refusal?.code,
        'KEY_REFUSED',
      );
      client.close();
    },
  },
  {
    name: 'HTTP long-polling is refused',
    run: async (gateway) => {
      const client = new PushClient(gateway.url, '/', {
        transports: ['polling'],
        auth: { ticket: await (await gateway.startSession()).ticket() },
      });
      await client.refusal();
      client.close();
    },
  },
  {
    name: 'a packet beyond 16 KiB closes the connection',
    run: async (gateway) => {
      const client = await admitted(gateway, await gateway.startSession());
      client.socket.emit('session:renew', 'x'.repeat(20_000));
      await client.closed();
    },
  },
];

function signedByAnother(ticket: string): string {
  const { header, payload } = jwt.decode(ticket, { complete: true }) ?? {};
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return jwt.sign(payload ?? {}, privateKey, { algorithm: 'ES256', header: { ...header, alg: 'ES256' } });
}
