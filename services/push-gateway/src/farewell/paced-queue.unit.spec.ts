import { expect, test } from 'vitest';
import { PacedQueue } from './paced-queue.js';

/** A clock that each item moves by a millisecond, and turns that run when they are told to. */
function paced(budgetMs: number) {
  const turns: Array<() => void> = [];
  const faults: unknown[] = [];
  let nowMs = 0;
  const queue = new PacedQueue({
    budgetMs,
    onFault: (fault) => faults.push(fault),
    nowMs: () => nowMs,
    later: (turn) => turns.push(turn),
  });
  return {
    queue,
    turns,
    faults,
    work: () => (nowMs += 1),
    turn() {
      const before = nowMs;
      turns.shift()?.();
      return nowMs - before;
    },
  };
}

test('no turn works longer than its budget, and every item is worked on once, in order', () => {
  const { queue, turns, turn, work } = paced(10);
  const seen: number[] = [];
  queue.add(
    Array.from({ length: 95 }, (_, index) => index),
    (item) => {
      seen.push(item);
      work();
    },
  );
  const lengths: number[] = [];
  while (turns.length > 0) lengths.push(turn());
  expect(Math.max(...lengths)).toBeLessThanOrEqual(10);
  expect(lengths.length).toBeGreaterThanOrEqual(10);
  expect(seen).toEqual(Array.from({ length: 95 }, (_, index) => index));
  expect(queue.isIdle).toBe(true);
});

test('work added during a turn waits behind what is there', () => {
  const { queue, turns, turn } = paced(100);
  const seen: string[] = [];
  queue.add(['a', 'b'], (item) => {
    seen.push(item);
    if (item === 'a') queue.add(['c'], (later) => seen.push(later));
  });
  while (turns.length > 0) turn();
  expect(seen).toEqual(['a', 'b', 'c']);
});

test('an item that throws is reported and keeps nothing from the rest', () => {
  const { queue, turns, turn, faults } = paced(100);
  const seen: number[] = [];
  queue.add([1, 2, 3], (item) => {
    if (item === 2) throw new Error('two');
    seen.push(item);
  });
  while (turns.length > 0) turn();
  expect(seen).toEqual([1, 3]);
  expect(faults).toEqual([new Error('two')]);
});

test('an empty batch ends by itself', () => {
  const { queue, turns, turn } = paced(1);
  queue.add([], () => expect.unreachable());
  while (turns.length > 0) turn();
  expect(queue.isIdle).toBe(true);
});
