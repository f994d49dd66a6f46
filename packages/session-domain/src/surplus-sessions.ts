import type { SessionSummary, Sid } from '@atlasnode/session-events';
import type { Policy } from './policy.js';

type Ordered = Pick<SessionSummary, 'sid' | 'createdAtMs'>;

/**
 * Which of a user's live sessions are too many. Everyone who looks at the same list names the same ones: the order is (createdAt, sid),
 * and `evict-oldest` ends from its beginning, `reject` from its end.
 */
export function surplusSessions(
  live: readonly Ordered[],
  policy: Pick<Policy, 'maxSessionsPerUser' | 'onLimit'>,
): readonly Sid[] {
  const { maxSessionsPerUser: limit, onLimit } = policy;
  if (limit === undefined || live.length <= limit) return [];
  const inOrder = live.toSorted((a, b) => a.createdAtMs - b.createdAtMs || (a.sid < b.sid ? -1 : 1));
  const surplus = onLimit === 'evict-oldest' ? inOrder.slice(0, live.length - limit) : inOrder.slice(limit);
  return surplus.map(({ sid }) => sid);
}
