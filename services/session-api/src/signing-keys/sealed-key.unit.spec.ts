import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { sealPrivateKey, unsealPrivateKey } from './sealed-key.js';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const sealingKey = randomBytes(32);

test('a sealed key opens with its sealing key and id, and shows nothing of the key', () => {
  const sealed = sealPrivateKey(privateKey, 'k1', sealingKey);
  expect(unsealPrivateKey(sealed, 'k1', sealingKey).equals(privateKey)).toBe(true);
  expect(
    Buffer.from(sealed.slice(3), 'base64url').includes(
      privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-32),
    ),
  ).toBe(false);
  expect(sealPrivateKey(privateKey, 'k1', sealingKey)).not.toBe(sealed);
});

test('with another sealing key, under another id, or changed, it does not open', () => {
  const sealed = sealPrivateKey(privateKey, 'k1', sealingKey);
  const changed = sealed.slice(0, 40) + (sealed[40] === 'A' ? 'B' : 'A') + sealed.slice(41);
  expect(() => unsealPrivateKey(sealed, 'k1', randomBytes(32))).toThrow();
  expect(() => unsealPrivateKey(sealed, 'k2', sealingKey)).toThrow();
  expect(() => unsealPrivateKey(changed, 'k1', sealingKey)).toThrow();
  expect(() => unsealPrivateKey('s1.', 'k1', sealingKey)).toThrow();
});
