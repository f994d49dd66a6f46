import assert from 'node:assert/strict';
import { eventually } from '@atlasnode/testkit';
import type { RevocationRecord } from '@atlasnode/session-events';
import type { VerifierResume } from '@atlasnode/session-events/push';
import type { GatewayUnderTest } from '../gateway-under-test.js';
import { having, type ProtocolCase } from '../protocol-case.js';
import { PushClient } from '../push-client.js';
import { refusalCode } from './handshake.cases.js';

function verifier(gateway: GatewayUnderTest, resume?: VerifierResume): Promise<PushClient> {
  return new PushClient(gateway.url, '/verifiers', {
    auth: { serviceKey: gateway.serviceKey, ...(resume === undefined ? {} : { resume }) },
  }).opened();
}

/** Each record follows the one before it, or stands at its position as a sign of life. */
function assertContinuous(records: readonly RevocationRecord[], from: number): void {
  let position = from;
  for (const record of records) {
    assert.ok(
      record.previous <= position && record.position >= position,
      `${record.previous} → ${record.position} after ${position}`,
    );
    position = record.position;
  }
}

function sidsIn(records: readonly RevocationRecord[]): readonly string[] {
  return records.flatMap(({ notice }) => (notice.kind === 'session' ? [notice.sid] : []));
}

export const verifierCases: readonly ProtocolCase[] = [
  {
    name: 'without a service key, with a wrong one or a ticket instead: KEY_REFUSED',
    run: async (gateway) => {
      const ticket = await (await gateway.startSession()).ticket();
      const wrong = `${gateway.serviceKey.slice(0, -4)}AAAA`;
      for (const auth of [{}, { serviceKey: wrong }, { serviceKey: 7 }, { ticket }])
        assert.equal(await refusalCode(gateway, '/verifiers', { auth }), 'KEY_REFUSED');
    },
  },
  {
    name: 'a service key without revocations:read: KEY_REFUSED',
    needs: ['powerlessKey'],
    run: async (gateway) =>
      assert.equal(
        await refusalCode(gateway, '/verifiers', { auth: { serviceKey: having(gateway, 'powerlessKey') } }),
        'KEY_REFUSED',
      ),
  },
  {
    name: 'a verifier starts from a snapshot that has what ended before, and then hears every record in order, heartbeats too',
    run: async (gateway) => {
      const [before, after] = [await gateway.startSession(), await gateway.startSession()];
      await gateway.endSession(before);
      const client = await verifier(gateway);
      await eventually(() => assert.equal(client.snapshots.length, 1));
      const [snapshot] = client.snapshots;
      assert.ok(snapshot !== undefined);
      assert.ok(snapshot.sessions.some(({ sid }) => sid === before.sid));
      assert.ok(snapshot.windowMs > 60_000);
      assert.ok(snapshot.asOfMs > Date.now() - 15_000);
      await gateway.endSession(after);
      await eventually(() => assert.ok(sidsIn(client.records).includes(after.sid)));
      await eventually(() => assert.ok(client.records.some(({ notice }) => notice.kind === 'heartbeat')));
      assertContinuous(client.records, snapshot.position);
      client.close();
    },
  },
  {
    name: 'one that was away resumes with exactly the records it missed',
    run: async (gateway) => {
      const sessions = [
        await gateway.startSession(),
        await gateway.startSession(),
        await gateway.startSession(),
      ] as const;
      const client = await verifier(gateway);
      await gateway.endSession(sessions[0]);
      await eventually(() => assert.ok(sidsIn(client.records).includes(sessions[0].sid)));
      const last = client.records.findLast(({ notice }) => notice.kind === 'session');
      client.close();
      assert.ok(last !== undefined);
      await gateway.endSession(sessions[1]);
      await gateway.endSession(sessions[2]);
      const resumed = await verifier(gateway, { position: last.position, asOfMs: last.atMs });
      await eventually(() => assert.ok(sidsIn(resumed.records).includes(sessions[2].sid)));
      assert.deepEqual(resumed.snapshots, []);
      assert.deepEqual(sidsIn(resumed.records), [sessions[1].sid, sessions[2].sid]);
      assertContinuous(resumed.records, last.position);
      resumed.close();
    },
  },
  {
    name: 'one that cannot be resumed, or says it has seen what it cannot have, starts from a snapshot',
    run: async (gateway) => {
      const session = await gateway.startSession();
      const witness = await verifier(gateway);
      await gateway.endSession(session);
      await eventually(() => assert.ok(sidsIn(witness.records).includes(session.sid)));
      const seen = witness.records.findLast(({ notice }) => notice.kind === 'session');
      witness.close();
      assert.ok(seen !== undefined);
      const impossible: readonly VerifierResume[] = [
        { position: seen.position + 1_000_000, asOfMs: Date.now() },
        { position: seen.position, asOfMs: seen.atMs - 1 },
        { position: -5, asOfMs: Date.now() },
      ];
      for (const resume of impossible) {
        const client = await verifier(gateway, resume);
        await eventually(() => assert.equal(client.snapshots.length, 1));
        assert.ok(client.snapshots[0]?.sessions.some(({ sid }) => sid === session.sid));
        client.close();
      }
    },
  },
];
