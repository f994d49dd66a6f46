import { describe, expect, it } from 'vitest';
import { leastIdleMs, mostIdleMs, policyForIdle } from './policy-for-idle.js';

describe('the policy that follows from an idle timeout', () => {
  it.each([leastIdleMs, 60_000, 119_999, 600_000, mostIdleMs])(
    'four graces and two access tokens fit into %d ms',
    (idle) => {
      const policy = policyForIdle(idle);
      expect(policy.idleTimeoutMs).toBe(idle);
      expect(4 * policy.graceMs).toBeLessThanOrEqual(idle);
      expect(2 * policy.accessTokenLifetimeMs).toBeLessThanOrEqual(idle);
    },
  );

  it('a long one leaves the usual grace and lifetime', () => {
    expect(policyForIdle(7 * 86_400_000)).toMatchObject({ graceMs: 30_000, accessTokenLifetimeMs: 600_000 });
  });
});
