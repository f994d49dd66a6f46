import { readdirSync, readFileSync } from 'node:fs';
import { fromCloudEvent, isStreamName, type RecordedEvent } from '@atlasnode/session-events';
import { buildCreated, buildSession } from '@atlasnode/testkit';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.js';
import { hashOfEvent } from './hash-of-event.js';
import { verifyChain } from './verify-chain.js';

const FOLDER = new URL('../../../session-events/golden/', import.meta.url);

describe('canonical JSON', () => {
  it('is what the general library makes of any value without whole numbers as keys', () => {
    // U+1F600 sorts before U+FFFF by UTF-16 code units, after it by code points.
    const key = fc.constantFrom('', 'a', 'aa', 'b', 'Z', '_', '"', '\n', 'é', '€', '\u{1F600}', '\uFFFF');
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.string({
          unit: fc.constantFrom('a', '"', '\\', '/', '\n', '\u0000', '\u007f', 'é', '\u2028', '\u{1F600}', '\uFFFF'),
        }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(null, true, false, '\\ud800', '\\\\udbff'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(value, (any) => {
        expect(canonicalJson(any)).toBe(canonicalize(any));
      }),
      { numRuns: 200, verbose: 1 },
    );
  });

  it('refuses lone surrogates, which have no UTF-8', () => {
    expect(() => canonicalJson({ text: '\ud800' })).toThrow('Lone surrogate');
  });
});

describe('the hash of an event', () => {
  const event = buildCreated(
    buildSession({ device: { label: 'x', ip: '192.0.2.1', userAgent: 'y', salt: 's', ipDigest: 'd' } }),
  );

  it('covers everything but itself, the trace, and what may be erased', () => {
    const hash = hashOfEvent(event);
    expect(hashOfEvent({ ...event, hash: 'f'.repeat(64), traceparent: '00-aa-bb-01' })).toBe(hash);
    if (event.type !== 'SessionCreated') throw new TypeError('not what was built');
    const { session } = event.data;
    const withDevice = (device: typeof session.device): RecordedEvent => ({
      ...event,
      data: { session: { ...session, device } },
    });
    expect(hashOfEvent(withDevice({ label: 'x', ipDigest: 'd' }))).toBe(hash);
    expect(hashOfEvent(withDevice({ ...session.device, ipDigest: 'other' }))).not.toBe(hash);
    expect(hashOfEvent(withDevice({ ...session.device, label: 'other' }))).not.toBe(hash);
  });

  it.each<Partial<RecordedEvent>>([
    { id: 'session:x@0000000001.0' },
    { version: 2 },
    { index: 1 },
    { atMs: 1 },
    { actor: { type: 'admin' } },
    { prevHash: 'a'.repeat(64) },
    { stream: 'realm' },
  ])('differs for an event with %j', (change) => {
    expect(hashOfEvent(Object.assign({ ...event }, change))).not.toBe(hashOfEvent(event));
  });
});

describe('recorded chains', () => {
  it.each(readdirSync(FOLDER))('%s holds: what was hashed by an earlier release verifies by this one', (name) => {
    const { stream, events } = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as {
      stream: string;
      events: Array<Record<string, unknown>>;
    };
    if (!isStreamName(stream)) throw new TypeError(stream);
    expect(verifyChain(stream, events.map(fromCloudEvent))).toMatchObject({ ok: true, events: events.length });
  });
});
