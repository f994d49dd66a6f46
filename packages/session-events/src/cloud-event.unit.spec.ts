import { describe, expect, it } from 'vitest';
import { fromCloudEvent, toCloudEvent } from './cloud-event.js';
import { GENESIS_HASH, partitionKey, type RecordedEvent } from './recorded-event.js';
import { eventId, REALM_STREAM, sessionStream, userStream } from './identifiers.js';

const sid = '0192f7a0-0000-7000-8000-000000000001';
const stream = sessionStream(sid);

const created: RecordedEvent = {
  type: 'SessionCreated',
  data: {
    session: {
      sid,
      userId: 'bob@example.com',
      clientId: 'demo',
      audience: ['demo'],
      roles: ['member'],
      amr: ['pwd'],
      authTimeMs: 1_700_000_000_000,
      device: { ip: '127.0.0.1', salt: 'c2FsdA', ipDigest: 'ZGlnZXN0' },
      status: 'active',
      createdAtMs: 1_700_000_000_000,
      rotatedAtMs: 1_700_000_000_000,
      lastActiveAtMs: 1_700_000_000_000,
      generation: 1,
      idleDueAtMs: 1_700_000_600_000,
      absoluteDueAtMs: 1_700_006_000_000,
      userEpoch: 0,
      realmEpoch: 0,
    },
  },
  id: eventId(stream, 1, 0),
  stream,
  version: 1,
  index: 0,
  atMs: 1_700_000_000_000,
  actor: { type: 'service', id: 'demo' },
  prevHash: GENESIS_HASH,
  hash: 'a'.repeat(64),
};

const everyone: RecordedEvent = {
  type: 'EverySessionRevoked',
  data: { epoch: 4, reason: 'security' },
  id: eventId(REALM_STREAM, 4, 0),
  stream: REALM_STREAM,
  version: 4,
  index: 0,
  atMs: 1_700_000_000_001,
  actor: { type: 'admin' },
  prevHash: 'b'.repeat(64),
  hash: 'c'.repeat(64),
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};

describe('the CloudEvents form', () => {
  it.each([created, everyone])('gives back what went in: $type', (event) => {
    expect(fromCloudEvent(JSON.parse(JSON.stringify(toCloudEvent(event))))).toEqual(event);
  });

  it('names its type, subject and place as CloudEvents attributes', () => {
    expect(toCloudEvent(created)).toMatchObject({
      specversion: '1.0',
      id: `session:${sid}@0000000001.0`,
      type: 'com.atlasnode.session.created.v1',
      subject: `session:${sid}`,
      time: '2023-11-14T22:13:20.000Z',
      sequence: '1.0',
      actortype: 'service',
      actorid: 'demo',
    });
  });

  it.each([
    ['a type of somebody else', { type: 'com.example.thing.v1' }],
    ['another subject', { subject: 'order:7' }],
    ['no time', { time: 'yesterday' }],
    ['a field that is not ours', { data: { ...created.data, extra: 1 } }],
    ['a missing hash', { hash: undefined }],
  ])('is refused with %s', (_what, change) => {
    expect(() => fromCloudEvent({ ...toCloudEvent(created), ...change })).toThrow(TypeError);
  });
});

describe('the key that orders the log', () => {
  it('is the user for what concerns a user, and the realm for everyone', () => {
    const user: RecordedEvent = {
      ...everyone,
      type: 'UserSessionsRevoked',
      stream: userStream('eve'),
      data: { userId: 'eve', epoch: 1, reason: 'security' },
    };
    expect([created, user, everyone].map(partitionKey)).toEqual(['bob@example.com', 'eve', 'realm']);
  });
});
