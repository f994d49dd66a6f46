import { expect, test } from 'vitest';
import { allowOrigins } from './origin-rule.js';

const allows = allowOrigins(['https://app.example.com']);

test('an origin on the list is allowed, with cookies or without', () => {
  expect(allows({ origin: 'https://app.example.com' })).toBe(true);
  expect(allows({ origin: 'https://app.example.com', cookie: 'a=b' })).toBe(true);
});

test.each([
  'https://app.example.com.evil.io',
  'https://app.example.co',
  'http://app.example.com',
  'https://app.example.com:8443',
  'https://APP.example.com',
  'null',
  '',
])('the origin %j is not the one on the list', (origin) => {
  expect(allows({ origin })).toBe(false);
});

test('no origin is allowed only to one who brings no cookies', () => {
  expect(allows({})).toBe(true);
  expect(allows({ cookie: '__Host-atlas_at=x' })).toBe(false);
  expect(allows({ cookie: '' })).toBe(false);
});
