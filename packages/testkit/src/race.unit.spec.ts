import { describe, expect, it } from 'vitest';
import { eventually } from './time/eventually.js';
import { race } from './race.js';

describe('race', () => {
  it('starts every caller before any of them ends, and tells who won and who lost', async () => {
    let running = 0;
    let most = 0;
    const { won, lost } = await race(20, async (index) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      if (index % 2 === 0) throw new Error(`caller ${index}`);
      return index;
    });
    expect(most).toBe(20);
    expect(won).toStrictEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    expect(lost).toHaveLength(10);
  });
});

describe('eventually', () => {
  it('answers as soon as the assertion holds', async () => {
    let calls = 0;
    const answer = await eventually(() => {
      calls += 1;
      if (calls < 3) throw new Error('not yet');
      return 'now';
    });
    expect([answer, calls]).toStrictEqual(['now', 3]);
  });

  it('fails with the last failure when patience is over', async () => {
    const never = eventually(() => {
      throw new Error('never');
    }, 30);
    await expect(never).rejects.toThrow('never');
  });
});
