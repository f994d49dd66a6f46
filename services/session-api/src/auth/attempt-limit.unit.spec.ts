import { expect, test } from 'vitest';
import { AttemptLimit } from './attempt-limit.js';

test('after so many attempts an address waits for the rest of its minute, and others do not', () => {
  let nowMs = 1_000;
  const limit = new AttemptLimit(3, () => nowMs);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    expect(limit.waitMs('192.0.2.1')).toBe(0);
    limit.record('192.0.2.1');
  }
  nowMs += 10_000;
  expect(limit.waitMs('192.0.2.1')).toBe(50_000);
  expect(limit.waitMs('192.0.2.2')).toBe(0);
  nowMs += 50_000;
  expect(limit.waitMs('192.0.2.1')).toBe(0);
});

test('one /64 of IPv6 is one address, however it is written; a mapped IPv4 address is its own', () => {
  const limit = new AttemptLimit(1, () => 0);
  limit.record('2001:db8:0:1::1');
  expect(limit.waitMs('2001:db8:0:1:ffff:ffff:ffff:ffff')).toBeGreaterThan(0);
  expect(limit.waitMs('2001:db8:0:2::1')).toBe(0);
  limit.record('::ffff:192.0.2.1');
  expect(limit.waitMs('::ffff:192.0.2.2')).toBe(0);
  limit.record('::1');
  expect(limit.waitMs('::2')).toBeGreaterThan(0);
});

test('memory is bounded: the oldest address makes room', () => {
  const limit = new AttemptLimit(1, () => 0);
  limit.record('first');
  for (let count = 0; count < 50_000; count += 1) limit.record(`a${count}`);
  expect(limit.waitMs('first')).toBe(0);
  expect(limit.waitMs('a49999')).toBeGreaterThan(0);
});
