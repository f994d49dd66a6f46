import { buildRefreshed, buildRevoked, buildSession } from '@atlasnode/testkit';
import type { KafkaMessage } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { fromRecord, toRecord } from './cloud-event-record.js';

const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const event = buildRevoked(buildSession({ userId: 'zoë 👾' }), {
  version: 3,
  index: 1,
  actor: { type: 'admin', id: 'ädmin' },
  traceparent,
});

/** As a broker hands it back. */
function received(message: ReturnType<typeof toRecord>): Pick<KafkaMessage, 'value' | 'headers'> {
  const headers = Object.entries(message.headers ?? {}).map(
    ([name, value]) => [name, Buffer.from(String(value))] as const,
  );
  return { value: Buffer.from(String(message.value)), headers: Object.fromEntries(headers) };
}

describe('an event as a record of Kafka', () => {
  it('is a CloudEvent in binary mode: attributes in headers, data as the value, the user as the key', () => {
    const { key, value, headers } = toRecord(event);
    expect(key).toBe('zoë 👾');
    expect(JSON.parse(String(value))).toStrictEqual(event.data);
    expect(headers).toStrictEqual({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: event.id,
      ce_source: 'urn:atlasnode:sessions',
      ce_type: 'com.atlasnode.session.revoked.v1',
      ce_subject: event.stream,
      ce_time: new Date(event.atMs).toISOString(),
      ce_sequence: '3.1',
      ce_actortype: 'admin',
      ce_actorid: 'ädmin',
      ce_prevhash: event.prevHash,
      ce_hash: event.hash,
      ce_traceparent: traceparent,
      traceparent,
    });
  });

  it('is read as it was', () => {
    for (const each of [event, buildRefreshed(buildSession())])
      expect(fromRecord(received(toRecord(each)))).toStrictEqual(each);
  });

  it.each([
    ['no value', { value: null, headers: received(toRecord(event)).headers }],
    ['no headers', { value: received(toRecord(event)).value }],
    ['data that is not JSON', { ...received(toRecord(event)), value: Buffer.from('{') }],
    ['data of another type', { ...received(toRecord(event)), value: Buffer.from('{"session":{}}') }],
  ])('with %s is no event of ours', (_, record) => {
    expect(() => fromRecord(record as Pick<KafkaMessage, 'value' | 'headers'>)).toThrow(TypeError);
  });
});
