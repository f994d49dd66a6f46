import { generateKeyPairSync } from 'node:crypto';
import { manualClock } from '@atlasnode/testkit';
import { describe, expect, it } from 'vitest';
import { newSigningKey } from '../issuer.fixture.js';
import { KeySet } from './key-set.js';
import { toVerificationKey, type PublicJwk } from './verification-key.js';

function openKeySet(...published: readonly PublicJwk[]) {
  const clock = manualClock();
  const issuer = { published, isDown: false, asked: 0 };
  const source = {
    keys: async () => {
      issuer.asked += 1;
      if (issuer.isDown) throw new Error('down');
      return issuer.published;
    },
  };
  return {
    clock,
    issuer,
    keys: new KeySet(source, clock.nowMs, { coolDownMs: 10_000, retryMs: 1_000, refreshMs: 300_000 }),
  };
}

describe('an unknown kid', () => {
  it('is asked for once in a cool-down, however often it is named', async () => {
    const [first, second] = [newSigningKey('k1'), newSigningKey('k2')];
    const { clock, issuer, keys } = openKeySet(first.jwk);
    await keys.fetch();
    issuer.published = [first.jwk, second.jwk];
    clock.advance(9_999);
    for (let time = 0; time < 20; time += 1) expect(await keys.seek('k2')).toBeUndefined();
    expect(issuer.asked).toBe(1);
    clock.advance(1);
    expect(await keys.seek('k2')).toMatchObject({ kid: 'k2' });
    for (let time = 0; time < 20; time += 1) await keys.seek('k3');
    expect(issuer.asked).toBe(2);
  });

  it('is asked for by one flight that all who wait share', async () => {
    const { issuer, keys } = openKeySet(newSigningKey('k1').jwk);
    const found = await Promise.all([1, 2, 3, 4].map(() => keys.seek('k1')));
    expect(found.map((key) => key?.kid)).toEqual(['k1', 'k1', 'k1', 'k1']);
    expect(issuer.asked).toBe(1);
  });

  it('is asked for again a second after a failure', async () => {
    const { clock, issuer, keys } = openKeySet(newSigningKey('k1').jwk);
    issuer.isDown = true;
    await keys.fetch();
    expect(keys.loaded).toBe(false);
    issuer.isDown = false;
    clock.advance(999);
    expect(await keys.seek('k1')).toBeUndefined();
    clock.advance(1);
    expect(await keys.seek('k1')).toMatchObject({ kid: 'k1' });
  });
});

describe('a key set', () => {
  it('keeps what it has while the issuer does not answer', async () => {
    const { clock, issuer, keys } = openKeySet(newSigningKey('k1').jwk);
    await keys.fetch();
    issuer.isDown = true;
    clock.advance(300_000);
    await keys.fetch();
    expect(keys.find('k1')?.present).toBe(true);
  });

  it('marks a key that left, and one that was replaced under the same kid, but no other', async () => {
    const stays = newSigningKey('stays');
    const { issuer, keys } = openKeySet(stays.jwk, newSigningKey('leaves').jwk, newSigningKey('swapped').jwk);
    await keys.fetch();
    const [kept, left, swapped] = ['stays', 'leaves', 'swapped'].map((kid) => keys.find(kid));
    issuer.published = [stays.jwk, newSigningKey('swapped').jwk];
    await keys.fetch();
    expect([kept?.present, left?.present, swapped?.present]).toEqual([true, false, false]);
    expect(keys.find('stays')).toBe(kept);
    expect(keys.find('swapped')).not.toBe(swapped);
  });

  it('is fetched again in the background when its time has come', async () => {
    const { clock, issuer, keys } = openKeySet(newSigningKey('k1').jwk);
    await keys.fetch();
    clock.advance(299_999);
    keys.keepFresh(clock.nowMs());
    expect(issuer.asked).toBe(1);
    clock.advance(1);
    keys.keepFresh(clock.nowMs());
    keys.keepFresh(clock.nowMs());
    expect(issuer.asked).toBe(2);
  });
});

describe('a published key', () => {
  const { publicKey: shortRsa } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const { publicKey: otherCurve } = generateKeyPairSync('ec', { namedCurve: 'P-384' });

  it.each<[string, PublicJwk]>([
    ['a shared secret', { kty: 'oct', k: 'c2VjcmV0', kid: 'k', alg: 'HS256' }],
    ['an RSA key below 2048 bits', { ...shortRsa.export({ format: 'jwk' }), kid: 'k' }],
    ['another curve', { ...otherCurve.export({ format: 'jwk' }), kid: 'k' }],
    ['a key for encryption', { ...newSigningKey().jwk, use: 'enc' }],
    ['a key of another algorithm', { ...newSigningKey('k', 'RS256').jwk, alg: 'PS256' }],
    ['a key without kid', { ...newSigningKey().jwk, kid: undefined }],
    ['what is broken', { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', kid: 'k' }],
  ])('is not used where it is %s', (_what, jwk) => {
    expect(toVerificationKey(jwk)).toBeUndefined();
  });

  it('may leave use and alg out', () => {
    const { use: _use, alg: _alg, ...bare } = newSigningKey().jwk;
    expect(toVerificationKey(bare)).toMatchObject({ algorithm: 'ES256' });
  });
});
