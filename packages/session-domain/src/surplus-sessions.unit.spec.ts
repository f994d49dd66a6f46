import { describe, expect, it } from 'vitest';
import { surplusSessions } from './surplus-sessions.js';

// Two were created in the same millisecond: the sid decides.
const live = [
  { sid: 'd', createdAtMs: 3 },
  { sid: 'b', createdAtMs: 2 },
  { sid: 'c', createdAtMs: 2 },
  { sid: 'a', createdAtMs: 1 },
];

describe('which sessions are too many', () => {
  it('evict-oldest ends from the oldest on', () => {
    expect(surplusSessions(live, { maxSessionsPerUser: 2, onLimit: 'evict-oldest' })).toEqual(['a', 'b']);
  });

  it('reject ends from the newest on', () => {
    expect(surplusSessions(live, { maxSessionsPerUser: 2, onLimit: 'reject' })).toEqual(['c', 'd']);
  });

  it('everyone who sees the same list names the same ones', () => {
    const turned = live.toReversed();
    for (const onLimit of ['evict-oldest', 'reject'] as const) {
      expect(surplusSessions(turned, { maxSessionsPerUser: 3, onLimit })).toEqual(
        surplusSessions(live, { maxSessionsPerUser: 3, onLimit }),
      );
    }
  });

  it('none at the limit, below it, or where there is none', () => {
    expect(surplusSessions(live, { maxSessionsPerUser: 4, onLimit: 'reject' })).toEqual([]);
    expect(surplusSessions(live, { maxSessionsPerUser: 5, onLimit: 'reject' })).toEqual([]);
    expect(surplusSessions(live, { onLimit: 'reject' })).toEqual([]);
  });
});
