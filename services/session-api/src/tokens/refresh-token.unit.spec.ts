import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { MAX_REFRESH_TOKEN_LENGTH, RefreshTokens } from './refresh-token.js';

const SID = '01a208aa-d182-729a-8b5b-fd1badab415d';
const master = { id: 'm1', key: randomBytes(32) };
const older = { id: 'm0', key: randomBytes(32) };
const salt = randomBytes(32).toString('base64url');
const secret = { salt, kid: 'm1' };
const tokens = new RefreshTokens([master, older]);

function readOk(text: string, ring = tokens) {
  const read = ring.read(text);
  if (read.outcome !== 'read') throw new Error(read.outcome);
  return read.token;
}

test('a token is derived: the same session and generation always have the same one, each generation another', () => {
  expect(tokens.mint(SID, 4, secret)).toBe(tokens.mint(SID, 4, secret));
  expect(tokens.mint(SID, 5, secret)).not.toBe(tokens.mint(SID, 4, secret));
});

test('the derivation is HKDF-SHA-256 and HMAC-SHA-256 as written down', () => {
  const key = hkdfSync('sha256', master.key, Buffer.from(salt, 'base64url'), 'atlasnode sessions rt1 secret', 32);
  const inner = createHmac('sha256', Buffer.from(key)).update(`rt1|${SID}|4`).digest('base64url');
  expect(tokens.mint(SID, 4, secret).split('.').slice(0, 5)).toEqual(['rt1', 'm1', SID, '4', inner]);
});

test('what was minted is read and authentic, and one of an older master key still is', () => {
  expect(readOk(tokens.mint(SID, 4, secret))).toMatchObject({ sid: SID, generation: 4, kid: 'm1' });
  const old = readOk(tokens.mint(SID, 3, { salt, kid: 'm0' }));
  expect(tokens.isAuthentic(old, secret)).toBe(true);
  expect(tokens.mintingKid).toBe('m1');
});

test('neither the configuration nor the store alone forges: another salt or another master key is not authentic', () => {
  const token = readOk(tokens.mint(SID, 4, secret));
  expect(tokens.isAuthentic(token, { salt: randomBytes(32).toString('base64url') })).toBe(false);
  const others = new RefreshTokens([{ id: 'm1', key: randomBytes(32) }]);
  expect(others.read(tokens.mint(SID, 4, secret)).outcome).toBe('invalid');
});

test('any change of any character is refused before a store is asked', () => {
  const text = tokens.mint(SID, 4, secret);
  for (let index = 0; index < text.length; index += 1) {
    const changed = text.slice(0, index) + (text[index] === 'a' ? 'b' : 'a') + text.slice(index + 1);
    expect(tokens.read(changed).outcome, `${index}`).not.toBe('read');
  }
});

test('a text has one form: no padding, no other spelling of the same bytes, no sign, no leading zero', () => {
  const text = tokens.mint(SID, 4, secret);
  const last = text.at(-1) ?? '';
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  // 43 characters hold 258 bits, 256 of them used: the last character has a neighbour that decodes to the same bytes.
  const sibling = text.slice(0, -1) + (alphabet[alphabet.indexOf(last) ^ 1] ?? '');
  expect(Buffer.from(sibling.slice(-43), 'base64url')).toEqual(Buffer.from(text.slice(-43), 'base64url'));
  for (const form of [
    sibling,
    `${text}=`,
    text.replace('.4.', '.04.'),
    text.replace('.4.', '.+4.'),
    ` ${text}`,
    `${text}\n`,
    text.toUpperCase(),
    '',
    'rt1',
    'x'.repeat(100_000),
  ]) {
    expect(tokens.read(form).outcome).toBe('invalid');
  }
  expect(tokens.mint(SID, 9_999_999_999, { salt, kid: 'm1' }).length).toBeLessThanOrEqual(MAX_REFRESH_TOKEN_LENGTH);
});

test('a master key that is not in the ring is told apart from a forgery, whatever its MAC', () => {
  expect(new RefreshTokens([older]).read(tokens.mint(SID, 4, secret)).outcome).toBe('unknown-kid');
});
