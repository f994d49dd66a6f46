import { expect, test } from 'vitest';
import { relativeTime } from './relative-time.js';

const NOW = 1_750_000_000_000;
const at = (offsetMs: number, language = 'en') => relativeTime(NOW + offsetMs, NOW, language);

test('what is past counts in whole units, the largest that fits', () => {
  expect(at(-3_000)).toBe('now');
  expect(at(-44_000)).toBe('40 sec. ago');
  expect(at(-119_000)).toBe('1 min. ago');
  expect(at(-119 * 60_000)).toBe('1 hr. ago');
  expect(at(-49 * 3_600_000)).toBe('2 days ago');
});

test('what is to come is rounded, so that a timeout of seven days reads as seven days', () => {
  expect(at(7 * 86_400_000 - 5_000)).toBe('in 7 days');
});

test('a clock that is a little behind does not show the future', () => {
  expect(at(4_000)).toBe('now');
});

test('times are said in Spanish too', () => {
  expect(at(-120_000, 'es')).toBe('hace 2 min');
});
