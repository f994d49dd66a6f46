import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newSigningKey, START_MS } from '../issuer.fixture.js';
import { toVerificationKey, type VerificationKey } from '../keys/verification-key.js';
import type { VerifiedToken } from './verified-token.js';
import { VerifiedTokenCache } from './verified-token-cache.js';

const key = toVerificationKey(newSigningKey().jwk) as VerificationKey;

function tokenOf(userId: string, text: string): VerifiedToken {
  const session = {
    sid: `sid-of-${text}`,
    userId,
    clientId: 'shop',
    roles: [],
    audience: ['shop'],
    issuedAtMs: START_MS,
    expiresAtMs: START_MS + 600_000,
    userEpoch: 0,
    realmEpoch: 0,
    claims: {},
  };
  return {
    token: text,
    result: { ok: true, session },
    key,
    deadlineMs: START_MS + 605_000,
    dead: false,
    used: false,
    next: undefined,
    previous: undefined,
  };
}

type Step =
  | { readonly do: 'keep' | 'end' | 'find'; readonly user: number; readonly token: number }
  | { readonly do: 'clear' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      do: fc.constantFrom('keep' as const, 'keep' as const, 'end' as const, 'find' as const),
      user: fc.nat(1),
      token: fc.nat(9),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'clear' as const }) },
);

it('whatever came and went: a user’s end marks all that is cached of them and nothing else, and no more is cached than may be', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
      const cache = new VerifiedTokenCache(8);
      const given = new Map<string, VerifiedToken>();
      for (const one of steps) {
        if (one.do === 'clear') {
          cache.clear();
          given.clear();
          continue;
        }
        const userId = `user-${one.user}`;
        const text = `${userId}.${one.token}`.padStart(40, '.');
        if (one.do === 'keep') {
          const token = tokenOf(userId, text);
          given.set(text, token);
          cache.keep(token);
        } else if (one.do === 'end') {
          const isTheirs = (token: VerifiedToken) => token.result.session.userId === userId;
          const cached = [...given.values()].filter((token) => cache.find(token.token) === token);
          const mustBeDead = cached.filter((token) => token.dead || isTheirs(token));
          cache.markDead(userId, () => true);
          expect(cached.filter((token) => token.dead)).toEqual(mustBeDead);
        } else {
          expect([undefined, given.get(text)]).toContain(cache.find(text));
        }
        expect(cache.size).toBeLessThanOrEqual(8);
      }
    }),
    { numRuns: 300 },
  );
});

it('a cache of size 0 keeps nothing', () => {
  const cache = new VerifiedTokenCache(0);
  cache.keep(tokenOf('ana', 'token'));
  expect(cache.size).toBe(0);
});
