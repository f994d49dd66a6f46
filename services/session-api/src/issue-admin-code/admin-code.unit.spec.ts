import { expect, test } from 'vitest';
import { hashAdminCode, newAdminCode } from './admin-code.js';

test('a code has 128 bits in letters that are not mistaken, and looks like no stable code of a problem', () => {
  const codes = Array.from({ length: 200 }, () => newAdminCode());
  expect(new Set(codes).size).toBe(200);
  for (const code of codes)
    expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{5}(-[0-9a-hjkmnp-tv-z]{5}){4}-[0-9a-hjkmnp-tv-z]$/);
  // 130 bits in 26 characters: the first can only be 0 to 7.
  expect(codes.every((code) => /^[0-7]/.test(code))).toBe(true);
});

test('capitals, spaces and dashes make no difference, another character does', () => {
  const code = newAdminCode();
  expect(hashAdminCode(` ${code.toUpperCase().replaceAll('-', ' ')} `)).toBe(hashAdminCode(code));
  expect(hashAdminCode(`${code}0`)).not.toBe(hashAdminCode(code));
  expect(hashAdminCode(code)).not.toContain(code.slice(0, 5));
});
