import { generateKeyPairSync } from 'node:crypto';
import type { SigningKeyRecord } from '@atlasnode/session-engine';
import { expect, test } from 'vitest';
import { PublicKeys } from './public-keys.js';

function signingKey(kid: string, state: SigningKeyRecord['state']): SigningKeyRecord {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty = '', crv = '', x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return {
    kid,
    algorithm: 'ES256',
    publicJwk: { kty, crv, x, y },
    sealedPrivateKey: 'sealed',
    state,
    createdAtMs: 0,
    stateSinceMs: 0,
  };
}

function keysOver(records: SigningKeyRecord[]) {
  const clock = { nowMs: 1_000_000 };
  const store = {
    reads: 0,
    records,
    async signingKeys() {
      this.reads += 1;
      return this.records;
    },
  };
  return {
    keys: new PublicKeys({ store, nowMs: () => clock.nowMs, coolDownMs: 2_000, maxAgeMs: 30_000 }),
    store,
    clock,
  };
}

test('keys verify from their announcement until they are gone', async () => {
  const { keys } = keysOver([
    signingKey('n', 'next'),
    signingKey('c', 'current'),
    signingKey('r', 'retiring'),
    signingKey('g', 'gone'),
  ]);
  expect(await keys.find('n')).toBeDefined();
  expect(await keys.find('c')).toBeDefined();
  expect(await keys.find('r')).toBeDefined();
  expect(await keys.find('g')).toBeUndefined();
});

test('a flood of invented kids reads the store once per cool-down', async () => {
  const { keys, store, clock } = keysOver([signingKey('c', 'current')]);
  await Promise.all(Array.from({ length: 100 }, (_, index) => keys.find(`invented-${index}`)));
  expect(store.reads).toBe(1);
  clock.nowMs += 2_001;
  await keys.find('invented');
  expect(store.reads).toBe(2);
});

test('a key that was just added is found, after the cool-down at the latest', async () => {
  const { keys, store, clock } = keysOver([signingKey('c', 'current')]);
  await keys.find('c');
  store.records = [...store.records, signingKey('n', 'next')];
  clock.nowMs += 2_001;
  expect(await keys.find('n')).toBeDefined();
});

test('a key that is gone stops verifying within its age', async () => {
  const { keys, store, clock } = keysOver([signingKey('c', 'current')]);
  await keys.find('c');
  store.records = [signingKey('c', 'gone')];
  clock.nowMs += 30_001;
  expect(await keys.find('c')).toBeUndefined();
});

test('a store that is away leaves the keys that were read, and with none read it is an error', async () => {
  const { keys, store, clock } = keysOver([signingKey('c', 'current')]);
  await keys.find('c');
  store.signingKeys = () => Promise.reject(new Error('away'));
  clock.nowMs += 30_001;
  expect(await keys.find('c')).toBeDefined();
  const fresh = new PublicKeys({ store, nowMs: () => clock.nowMs });
  await expect(fresh.find('c')).rejects.toThrow('away');
});
