/**
 * What must hold after any sequence of commands on one session and the epochs above it. fast-check prints the seed and the
 * shrunk sequence where it does not: put them into `fc.assert`'s parameters to see it again.
 */
import type { RevocationReason, SessionEvent } from '@atlasnode/session-events';
import { newSid } from '@atlasnode/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideEpoch } from './commands/raise-epoch.js';
import { decideSession, type SessionCommand } from './commands/session-command.js';
import { evolveEpoch, INITIAL_EPOCH, type EpochState } from './epoch-state.js';
import { endOf, isLive } from './liveness.js';
import { DEFAULT_POLICY, type Policy } from './policy.js';
import { evolveSession, NO_SESSION, type SessionState } from './session-state.js';

const RUNS = 2_000;
const START = 1_700_000_000_000;
const SID = newSid(START);
const STRANGER = newSid(START);
const policy: Policy = { ...DEFAULT_POLICY, graceMs: 1_000, idleTimeoutMs: 20_000, absoluteLifetimeMs: 60_000 };

type Step = { readonly waitMs: number } & (
  | { readonly kind: 'start'; readonly handed: boolean }
  | { readonly kind: 'refresh'; readonly back: number; readonly active: boolean }
  | { readonly kind: 'revoke' | 'expire' | 'end-overtaken' }
  | { readonly kind: 'raise-user' | 'raise-realm'; readonly except: 'none' | 'this' | 'stranger' }
);

const waitMs = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -500, max: 3_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 40_000 }) },
);
const reason = fc.constantFrom<RevocationReason>('ended-by-admin', 'security', 'signed-out');
const except = fc.constantFrom('none' as const, 'this' as const, 'stranger' as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('start' as const), handed: fc.boolean(), waitMs }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('refresh' as const),
      back: fc.integer({ min: -1, max: 3 }),
      active: fc.boolean(),
      waitMs,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('revoke' as const, 'expire' as const, 'end-overtaken' as const),
      waitMs,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('raise-user' as const, 'raise-realm' as const), except, waitMs }),
  },
);
const steps = fc.array(step, { minLength: 1, maxLength: 40 });

interface World {
  readonly nowMs: number;
  readonly session: SessionState;
  readonly user: EpochState;
  readonly realm: EpochState;
}

const newWorld: World = { nowMs: START, session: NO_SESSION, user: INITIAL_EPOCH, realm: INITIAL_EPOCH };

function sessionCommand(
  taken: Step,
  { session, user, realm, nowMs }: World,
  why: RevocationReason,
): SessionCommand | undefined {
  const epochs = { user, realm };
  switch (taken.kind) {
    case 'start': {
      const what = {
        userId: 'bob',
        clientId: 'demo',
        audience: ['demo'],
        roles: [],
        amr: [],
        device: {},
        liveSessions: 0,
      };
      const handed = taken.handed ? { handedEpochs: { user: user.epoch, realm: realm.epoch } } : {};
      return { type: 'StartSession', sid: SID, ...what, ...handed, policy, epochs, nowMs };
    }
    case 'refresh': {
      const presentedGeneration = session.status === 'none' ? 1 : session.session.generation - taken.back;
      return {
        type: 'RefreshSession',
        presentedGeneration,
        active: taken.active,
        presentedBy: {},
        policy,
        clockSkewMs: 100,
        epochs,
        nowMs,
      };
    }
    case 'revoke':
      return { type: 'RevokeSession', reason: why, through: 'command', nowMs };
    case 'expire':
      return { type: 'ExpireSession', nowMs };
    case 'end-overtaken':
      return { type: 'EndOvertaken', epochs, nowMs };
    default:
      return undefined;
  }
}

/** One command: the events it made in the session's stream, and the world after it. */
function take(
  taken: Step,
  before: World,
  why: RevocationReason,
): { readonly world: World; readonly events: readonly SessionEvent[]; readonly granted: boolean } {
  const now: World = { ...before, nowMs: before.nowMs + taken.waitMs };
  const command = sessionCommand(taken, now, why);
  if (command !== undefined) {
    const decision = decideSession(now.session, command);
    const events = decision.accepted ? decision.events : [];
    const granted = decision.accepted && (decision.reply.kind === 'rotated' || decision.reply.kind === 'repeated');
    return { world: { ...now, session: events.reduce(evolveSession, now.session) }, events, granted };
  }
  return { world: raise(taken, now, why), events: [], granted: false };
}

function raise(taken: Step, now: World, why: RevocationReason): World {
  if (taken.kind !== 'raise-user' && taken.kind !== 'raise-realm') return now;
  const [own, other] = taken.kind === 'raise-user' ? [now.user, now.realm] : [now.realm, now.user];
  const excepted = {
    none: undefined,
    this: { sid: SID, state: now.session, otherEpoch: other },
    stranger: { sid: STRANGER, state: NO_SESSION, otherEpoch: other },
  }[taken.except];
  const asked = { reason: why, nowMs: now.nowMs, ...(excepted && { except: excepted }) };
  const decision = decideEpoch(
    own,
    taken.kind === 'raise-user'
      ? { type: 'RevokeUserSessions', userId: 'bob', ...asked }
      : { type: 'RevokeEverySession', ...asked },
  );
  if (!decision.accepted) return now;
  const raised = decision.events.reduce(evolveEpoch, own);
  return taken.kind === 'raise-user' ? { ...now, user: raised } : { ...now, realm: raised };
}

function liveIn({ session, user, realm, nowMs }: World): boolean {
  return session.status !== 'none' && endOf(session, { user, realm }, nowMs) === undefined;
}

function passesEpochs({ session, user, realm }: World): boolean {
  if (session.status === 'none') return true;
  // Everything but the epochs aside: a time at which nothing is due.
  return isLive({ ...session.session, status: 'active', idleDueAtMs: 1, absoluteDueAtMs: 1 }, { user, realm }, 0);
}

function play(
  taken: readonly Step[],
  why: RevocationReason,
  look: (before: World, after: ReturnType<typeof take>) => void,
): void {
  let world = newWorld;
  for (const one of taken) {
    const after = take(one, world, why);
    look(world, after);
    world = after.world;
  }
}

describe('after any sequence of commands', () => {
  it('an ended session never lives again, and never ends twice', () => {
    fc.assert(
      fc.property(steps, reason, (taken, why) => {
        const stream: SessionEvent[] = [];
        let hasEnded = false;
        play(taken, why, (_, { world, events }) => {
          stream.push(...events);
          if (hasEnded) {
            expect(events).toEqual([]);
            expect(liveIn(world)).toBe(false);
          }
          hasEnded ||= world.session.status === 'revoked' || world.session.status === 'expired';
        });
        const ends = stream.filter(({ type }) => type === 'SessionRevoked' || type === 'SessionExpired');
        expect(ends.length).toBeLessThanOrEqual(1);
        if (ends.length === 1) expect(stream.at(-1)).toBe(ends[0]);
      }),
      { numRuns: RUNS, verbose: 1 },
    );
  });

  it('live never comes back for a session that an epoch has ended', () => {
    fc.assert(
      fc.property(steps, reason, (taken, why) => {
        let wasOvertaken = false;
        play(taken, why, (_, { world, granted }) => {
          if (wasOvertaken) {
            expect(liveIn(world)).toBe(false);
            expect(passesEpochs(world)).toBe(false);
            expect(granted).toBe(false);
          }
          wasOvertaken ||= !passesEpochs(world);
        });
      }),
      { numRuns: RUNS, verbose: 1 },
    );
  });

  it('a refresh is granted to a live session alone, and the generation only rises by one', () => {
    fc.assert(
      fc.property(steps, reason, (taken, why) => {
        play(taken, why, (before, { world, granted, events }) => {
          if (!granted || before.session.status !== 'active' || world.session.status !== 'active')
            return expect(granted).toBe(false);
          expect(liveIn({ ...before, nowMs: world.nowMs })).toBe(true);
          return expect(world.session.session.generation - before.session.session.generation).toBe(events.length);
        });
      }),
      { numRuns: RUNS, verbose: 1 },
    );
  });

  it('every event carries what the session is after it', () => {
    fc.assert(
      fc.property(steps, reason, (taken, why) => {
        play(taken, why, (_, { world, events }) => {
          const last = events.at(-1);
          if (last === undefined || !('session' in last.data) || world.session.status === 'none') return;
          expect(last.data.session).toEqual(world.session.session);
          expect(last.data.session.status).toBe(world.session.status);
        });
      }),
      { numRuns: RUNS, verbose: 1 },
    );
  });
});
