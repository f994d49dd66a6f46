import { randomBytes } from 'node:crypto';
import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import type { Engine } from '@atlasnode/session-engine';
import jsonwebtoken from 'jsonwebtoken';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SigningKeys, type SigningKeysOptions } from './signing-keys.js';

let engine: Engine;
let nowMs = 0;
let options: SigningKeysOptions;

beforeEach(async () => {
  nowMs = 1_800_000_000_000;
  engine = await openEmbeddedEngine({ path: ':memory:' });
  options = {
    store: engine.keys,
    sealingKey: randomBytes(32),
    algorithm: 'ES256',
    rotationMs: 1_000_000,
    publicationMs: 60_000,
    retirementMs: 900_000,
    nowMs: () => nowMs,
  };
});
afterEach(() => engine.close());

async function states(): Promise<string[]> {
  return (await engine.keys.signingKeys()).map((key) => key.state);
}

test('processes that start together have one current and one next key', async () => {
  const opened = await Promise.all([1, 2, 3, 4].map(() => SigningKeys.open(options)));
  expect((await states()).toSorted()).toEqual(['current', 'next']);
  const kids = opened.map(
    (keys) => jsonwebtoken.decode(keys.sign({ sub: 'a' }, 'at+jwt'), { complete: true })?.header.kid,
  );
  expect(new Set(kids).size).toBe(1);
});

test('of rotations at the same time one wins, and a process that has not heard of it signs with a key that still verifies', async () => {
  const [one, two, late] = await Promise.all([
    SigningKeys.open(options),
    SigningKeys.open(options),
    SigningKeys.open(options),
  ]);
  nowMs += 60_000;
  const outcomes = await Promise.all([one.rotate(), two.rotate()]);
  expect(outcomes.map((rotation) => rotation.outcome).toSorted()).toEqual(['overtaken', 'rotated']);
  const kid = jsonwebtoken.decode(late.sign({ sub: 'a' }, 'at+jwt'), { complete: true })?.header.kid ?? '';
  expect(one.find(kid)?.state).toBe('retiring');
});

test('the schedule rotates what is old, and a key is gone only when its last token is', async () => {
  const keys = await SigningKeys.open(options);
  await keys.upkeep();
  expect(await states()).toEqual(['current', 'next']);
  nowMs += 1_000_000;
  await keys.upkeep();
  expect(await states()).toEqual(['retiring', 'current', 'next']);
  nowMs += 899_999;
  await keys.upkeep();
  expect(await states()).toEqual(['retiring', 'current', 'next']);
  nowMs += 1;
  await keys.upkeep();
  expect(await states()).toEqual(['gone', 'current', 'next']);
  expect(keys.published()).toHaveLength(2);
});

test('another algorithm comes into use by rotation, and both verify meanwhile', async () => {
  await SigningKeys.open(options);
  const keys = await SigningKeys.open({ ...options, algorithm: 'RS256' });
  nowMs += 60_000;
  await keys.rotate();
  nowMs += 60_000;
  await keys.rotate();
  expect(jsonwebtoken.decode(keys.sign({ sub: 'a' }, 'at+jwt'), { complete: true })?.header.alg).toBe('RS256');
  expect(new Set(keys.published().map((key) => key.algorithm))).toEqual(new Set(['ES256', 'RS256']));
});

test('with another sealing key the service does not start, and says which setting it is', async () => {
  await SigningKeys.open(options);
  await expect(SigningKeys.open({ ...options, sealingKey: randomBytes(32) })).rejects.toThrow('ATLAS_KEY_SEALING_KEY');
});
