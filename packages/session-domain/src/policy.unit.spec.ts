import { describe, expect, it } from 'vitest';
import { checkPolicy, DEFAULT_MAX_ACCESS_TOKEN_LIFETIME_MS, DEFAULT_POLICY, type Policy } from './policy.js';

const fieldsOf = (policy: Partial<Policy>): readonly string[] =>
  checkPolicy({ ...DEFAULT_POLICY, ...policy }).map(({ field }) => field);

describe('checkPolicy', () => {
  it('the default policy has no fault', () => {
    expect(checkPolicy(DEFAULT_POLICY)).toEqual([]);
  });

  it('no access token lives longer than the longest life of an access token', () => {
    expect(fieldsOf({ accessTokenLifetimeMs: DEFAULT_MAX_ACCESS_TOKEN_LIFETIME_MS })).toEqual([]);
    expect(fieldsOf({ accessTokenLifetimeMs: DEFAULT_MAX_ACCESS_TOKEN_LIFETIME_MS + 1 })).toEqual([
      'accessTokenLifetimeMs',
    ]);
    expect(checkPolicy({ ...DEFAULT_POLICY, accessTokenLifetimeMs: 3_600_000 }, 3_600_000)).toEqual([]);
  });

  it('the grace is at most a quarter of the idle timeout, and may be none', () => {
    expect(fieldsOf({ graceMs: 15_000, idleTimeoutMs: 60_000 })).toEqual([]);
    expect(fieldsOf({ graceMs: 15_001, idleTimeoutMs: 60_000 })).toEqual(['graceMs']);
    expect(fieldsOf({ graceMs: 0 })).toEqual([]);
    expect(fieldsOf({ graceMs: -1 })).toEqual(['graceMs']);
  });

  it('every fault is named', () => {
    const broken = {
      accessTokenLifetimeMs: 0,
      idleTimeoutMs: 0.5,
      absoluteLifetimeMs: Number.NaN,
      graceMs: 0,
      maxSessionsPerUser: 0,
    };
    expect(fieldsOf(broken)).toEqual([
      'accessTokenLifetimeMs',
      'idleTimeoutMs',
      'absoluteLifetimeMs',
      'maxSessionsPerUser',
    ]);
  });
});
