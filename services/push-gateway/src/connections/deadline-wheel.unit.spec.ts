import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeadlineWheel } from './deadline-wheel.js';

test('nothing is taken before its deadline, and everything within a second after', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 50 }),
      fc.array(fc.integer({ min: 1, max: 9_000 }), { maxLength: 30 }),
      (deadlines, steps) => {
        const wheel = new DeadlineWheel<number>();
        deadlines.forEach((atMs, item) => wheel.set(item, atMs));
        const left = new Set(deadlines.keys());
        let nowMs = 0;
        for (const step of steps) {
          nowMs += step;
          for (const item of wheel.takeDue(nowMs)) {
            expect(deadlines[item]).toBeLessThanOrEqual(nowMs);
            expect(left.delete(item)).toBe(true);
          }
          for (const item of left) expect(deadlines[item]).toBeGreaterThan(nowMs - 1_000);
        }
        expect(wheel.size).toBe(left.size);
      },
    ),
  );
});

test('a whole second is due at that second', () => {
  const wheel = new DeadlineWheel<string>();
  wheel.set('a', 7_000);
  expect(wheel.takeDue(6_999)).toEqual([]);
  expect(wheel.takeDue(7_000)).toEqual(['a']);
});

test('moving a deadline leaves one, deleting it none', () => {
  const wheel = new DeadlineWheel<string>();
  wheel.set('a', 2_000);
  wheel.set('a', 5_000);
  wheel.set('b', 5_000);
  wheel.delete('b');
  expect(wheel.takeDue(4_000)).toEqual([]);
  expect(wheel.takeDue(5_000)).toEqual(['a']);
  expect(wheel.takeDue(60_000)).toEqual([]);
});

test('a deadline that has passed is taken at the next look', () => {
  const wheel = new DeadlineWheel<string>();
  wheel.takeDue(10_000);
  wheel.set('late', 3_000);
  expect(wheel.takeDue(11_000)).toEqual(['late']);
});

test('a sleep of days is one look', () => {
  const wheel = new DeadlineWheel<string>();
  wheel.takeDue(0);
  wheel.set('a', 1_000);
  expect(wheel.takeDue(Date.UTC(2030, 0))).toEqual(['a']);
});
