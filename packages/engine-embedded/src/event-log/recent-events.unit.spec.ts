import { buildCreated } from '@atlasnode/testkit';
import type { RecordedEvent } from '@atlasnode/session-events';
import { describe, expect, it } from 'vitest';
import { RecentEvents } from './recent-events.js';

function events(count: number): readonly RecordedEvent[] {
  return Array.from({ length: count }, () => buildCreated());
}

describe('the recent events of the log', () => {
  it('are told after a position, no more than asked for', () => {
    const recent = new RecentEvents();
    const published = events(5);
    recent.add(published.slice(0, 3), 13);
    recent.add(published.slice(3), 15);
    expect(recent.after(10, 9)).toStrictEqual(
      published.map((event, index) => ({ position: String(11 + index), event })),
    );
    expect(recent.after(12, 2)?.map(({ position }) => position)).toStrictEqual(['13', '14']);
  });

  it('are not known before the first and after the last of them', () => {
    const recent = new RecentEvents();
    expect(recent.after(0, 5)).toBeUndefined();
    recent.add(events(2), 12);
    expect([recent.after(9, 5), recent.after(12, 5), recent.after(99, 5)]).toStrictEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('begin anew where the positions do not go on, so that none is ever told at a wrong position', () => {
    const recent = new RecentEvents();
    recent.add(events(2), 2);
    const later = events(1);
    recent.add(later, 9);
    expect(recent.after(1, 5)).toBeUndefined();
    expect(recent.after(8, 5)).toStrictEqual([{ position: '9', event: later[0] }]);
  });

  it('stay bounded and keep the latest', () => {
    const recent = new RecentEvents();
    const one = events(1);
    for (let position = 1; position <= 10_000; position += 1) recent.add(one, position);
    expect(recent.after(0, 1)).toBeUndefined();
    expect(recent.after(9_999, 5)).toStrictEqual([{ position: '10000', event: one[0] }]);
    expect(recent.after(8_000, 5)?.[0]?.position).toBe('8001');
  });
});
