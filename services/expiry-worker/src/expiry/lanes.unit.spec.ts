import { describe, expect, it } from 'vitest';
import { intoLanes, laneOf, MAX_LANE_SIZE } from './lanes.js';

const sidOf = (number: number): string => `01890000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;

describe('lanes of the expiry sweep', () => {
  it('a session is in the same lane in every sweep', () => {
    const first = intoLanes([1, 2, 3, 4, 5].map(sidOf), 3);
    const second = intoLanes([5, 4, 3, 2, 1].map(sidOf), 3);
    for (const [lane, sids] of first) expect(second.get(lane)?.toSorted()).toEqual([...sids].toSorted());
  });

  it('every session is in exactly one lane', () => {
    const sids = Array.from({ length: 500 }, (_, index) => sidOf(index * 7919));
    const laid = [...intoLanes(sids, 16).values()].flat();
    expect(laid.toSorted()).toEqual(sids.toSorted());
  });

  it('a lane is bounded, and keeps the ones that came first', () => {
    const sids = Array.from({ length: MAX_LANE_SIZE + 10 }, (_, index) => sidOf(index));
    expect(intoLanes(sids, 1).get(0)).toEqual(sids.slice(0, MAX_LANE_SIZE));
  });

  it('a lane is a number below the count of lanes', () => {
    for (let number = 0; number < 100; number += 1) {
      const lane = laneOf(sidOf(number * 104_729), 8);
      expect(lane).toBeGreaterThanOrEqual(0);
      expect(lane).toBeLessThan(8);
    }
  });
});
