import { expect, test } from 'vitest';
import { mergeEntries, type FeedEntry } from './feed-entry.js';

const entry = (id: string, atMs: number): FeedEntry => ({
  id,
  atMs,
  type: 'SessionCreated',
  actor: { type: 'service' },
});

test('an event that came live and from the record stands once, the newest first', () => {
  const merged = mergeEntries([entry('a', 1), entry('b', 2)], [entry('b', 2), entry('c', 3)]);
  expect(merged.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
});

test('the list is bounded and drops the oldest', () => {
  const many = Array.from({ length: 300 }, (_, at) => entry(`e${at}`, at));
  const merged = mergeEntries([], many);
  expect(merged).toHaveLength(200);
  expect(merged.at(-1)?.id).toBe('e100');
});
