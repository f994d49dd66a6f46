import type { SessionEvent, SessionSummary } from '@atlasnode/session-events';
import { buildSession, given, type Decider } from '@atlasnode/testkit';
import { describe, expect, it } from 'vitest';
import type { Refusal } from '../refusal.js';
import { DEFAULT_POLICY, type Policy } from '../policy.js';
import { evolveSession, NO_SESSION, type SessionState } from '../session-state.js';
import { refreshSession, type RefreshReply, type RefreshSession } from './refresh-session.js';

const sessions: Decider<SessionState, RefreshSession, SessionEvent, RefreshReply, Refusal> = {
  initialState: NO_SESSION,
  decide: refreshSession,
  evolve: evolveSession,
};

const AT = 1_700_000_000_000;
const GRACE_MS = 30_000;
const SKEW_MS = 1_000;
const policy: Policy = { ...DEFAULT_POLICY, graceMs: GRACE_MS, idleTimeoutMs: 600_000, absoluteLifetimeMs: 3_600_000 };

/** Generation 5, rotated at AT. */
const session: SessionSummary = buildSession({
  createdAtMs: AT - 100_000,
  lastActiveAtMs: AT - 50_000,
  rotatedAtMs: AT,
  generation: 5,
  idleDueAtMs: AT - 50_000 + policy.idleTimeoutMs,
  absoluteDueAtMs: AT - 100_000 + policy.absoluteLifetimeMs,
});
const created: SessionEvent = { type: 'SessionCreated', data: { session: { ...session, generation: 1 } } };
const refreshed: SessionEvent = { type: 'SessionRefreshed', data: { session, active: false } };
const history = [created, refreshed];

function refresh(presentedGeneration: number, elapsedMs: number, more: Partial<RefreshSession> = {}): RefreshSession {
  return {
    type: 'RefreshSession',
    presentedGeneration,
    active: false,
    presentedBy: {},
    policy,
    clockSkewMs: SKEW_MS,
    epochs: { user: { epoch: 0 }, realm: { epoch: 0 } },
    nowMs: AT + elapsedMs,
    ...more,
  };
}

function reuse(
  kind: 'late-replay' | 'stale-lineage' | 'unknown-generation',
  presented: number,
  nowMs: number,
): readonly [SessionEvent, SessionEvent] {
  return [
    { type: 'RefreshReuseDetected', data: { session, kind, presentedGeneration: presented, presentedBy: {} } },
    {
      type: 'SessionRevoked',
      data: {
        session: { ...session, status: 'revoked', endedAtMs: nowMs, endReason: 'refresh-reuse' },
        reason: 'refresh-reuse',
        through: 'reuse',
      },
    },
  ];
}

describe('the table of generations', () => {
  it('the present generation, older than the grace, rotates', () => {
    const next = { ...session, generation: 6, rotatedAtMs: AT + GRACE_MS };
    given(sessions, history)
      .when(refresh(5, GRACE_MS))
      .then([{ type: 'SessionRefreshed', data: { session: next, active: false } }], { kind: 'rotated', session: next });
  });

  it.each([0, 1, GRACE_MS - 1])(
    'the present generation, %i ms old, is given again: at most one rotation per grace',
    (elapsedMs) => {
      given(sessions, history).when(refresh(5, elapsedMs)).then([], { kind: 'repeated', session });
    },
  );

  it.each([0, 1, GRACE_MS, GRACE_MS + 2 * SKEW_MS])(
    'the generation before, %i ms after the rotation, gets the same successor',
    (elapsedMs) => {
      given(sessions, history).when(refresh(4, elapsedMs)).then([], { kind: 'repeated', session });
    },
  );

  it.each([-1, -60_000])('an elapsed time of %i ms counts as within the grace', (elapsedMs) => {
    given(sessions, history).when(refresh(5, elapsedMs)).then([], { kind: 'repeated', session });
    given(sessions, history).when(refresh(4, elapsedMs)).then([], { kind: 'repeated', session });
  });

  it('the generation before, later, is a late replay and ends the session', () => {
    const nowMs = AT + GRACE_MS + 2 * SKEW_MS + 1;
    given(sessions, history)
      .when(refresh(4, nowMs - AT))
      .then(reuse('late-replay', 4, nowMs), {
        kind: 'reused',
        refusal: { code: 'REFRESH_REUSED', kind: 'late-replay' },
      });
  });

  it.each([1, 2, 3])('generation %i is of a stale lineage and ends the session, at any time', (presented) => {
    for (const elapsedMs of [-1, 0, GRACE_MS * 2]) {
      given(sessions, history)
        .when(refresh(presented, elapsedMs))
        .then(reuse('stale-lineage', presented, AT + elapsedMs), {
          kind: 'reused',
          refusal: { code: 'REFRESH_REUSED', kind: 'stale-lineage' },
        });
    }
  });

  it.each([6, 7, 1_000])('generation %i is unknown and ends the session', (presented) => {
    given(sessions, history)
      .when(refresh(presented, 0))
      .then(reuse('unknown-generation', presented, AT), {
        kind: 'reused',
        refusal: { code: 'REFRESH_REUSED', kind: 'unknown-generation' },
      });
  });

  it.each([0, -1])('generation %i was never minted and touches nothing', (presented) => {
    given(sessions, history).when(refresh(presented, 0)).refused({ code: 'REFRESH_TOKEN_INVALID' });
  });

  it('with a grace of 0 every refresh rotates, and tabs that race still get the same successor', () => {
    const noGrace: Policy = { ...policy, graceMs: 0 };
    const next = { ...session, generation: 6 };
    given(sessions, history)
      .when(refresh(5, 0, { policy: noGrace }))
      .then([{ type: 'SessionRefreshed', data: { session: next, active: false } }], { kind: 'rotated', session: next });
    given(sessions, history)
      .when(refresh(4, 2 * SKEW_MS, { policy: noGrace }))
      .then([], { kind: 'repeated', session });
    expect(given(sessions, history).when(refresh(4, 2 * SKEW_MS + 1, { policy: noGrace })).state.status).toBe(
      'revoked',
    );
  });
});

describe('a session that is not live gets nothing, whatever is presented', () => {
  const anyGeneration = [0, 1, 4, 5, 6];

  it('one that was never started is unknown', () => {
    given(sessions, []).when(refresh(1, 0)).refused({ code: 'UNKNOWN_SESSION' });
  });

  it.each(anyGeneration)('revoked (generation %i)', (presented) => {
    const [, revoked] = reuse('late-replay', 4, AT + 5);
    given(sessions, [...history, revoked])
      .when(refresh(presented, GRACE_MS))
      .refused({ code: 'SESSION_ENDED', endReason: 'refresh-reuse', endedAtMs: AT + 5 });
  });

  it.each(anyGeneration)('expired (generation %i)', (presented) => {
    const ended = { ...session, status: 'expired' as const, endedAtMs: AT + 9, endReason: 'idle' as const };
    given(sessions, [...history, { type: 'SessionExpired', data: { session: ended, cause: 'idle' } }])
      .when(refresh(presented, GRACE_MS))
      .refused({ code: 'SESSION_ENDED', endReason: 'idle', endedAtMs: AT + 9 });
  });

  it.each(anyGeneration)('due, though the sweep has not come (generation %i)', (presented) => {
    const nowMs = session.idleDueAtMs;
    given(sessions, history)
      .when(refresh(presented, 0, { nowMs }))
      .refused({ code: 'SESSION_ENDED', endReason: 'idle', endedAtMs: session.idleDueAtMs });
    expect(given(sessions, history).when(refresh(5, 0, { nowMs: nowMs - 1 })).answer.accepted).toBe(true);
  });

  it.each(anyGeneration)('overtaken by an epoch, though the job has not come (generation %i)', (presented) => {
    const epochs = { user: { epoch: 1, reason: 'password-changed' as const }, realm: { epoch: 0 } };
    given(sessions, history)
      .when(refresh(presented, 0, { epochs }))
      .refused({ code: 'SESSION_ENDED', endReason: 'password-changed' });
  });
});

describe('what a rotation changes', () => {
  const nowMs = AT + GRACE_MS + 1;

  it('only activity of a person moves the idle timeout', () => {
    const active = given(sessions, history).when(refresh(5, GRACE_MS + 1, { active: true })).state;
    expect(active).toMatchObject({ session: { lastActiveAtMs: nowMs, idleDueAtMs: nowMs + policy.idleTimeoutMs } });
    const tab = given(sessions, history).when(refresh(5, GRACE_MS + 1, { active: false })).state;
    expect(tab).toMatchObject({
      session: { lastActiveAtMs: session.lastActiveAtMs, idleDueAtMs: session.idleDueAtMs },
    });
  });

  it('nothing moves the absolute lifetime', () => {
    const { state } = given(sessions, history).when(refresh(5, GRACE_MS + 1, { active: true }));
    expect(state).toMatchObject({ session: { absoluteDueAtMs: session.absoluteDueAtMs } });
  });

  it('a changed policy applies from it on', () => {
    const shorter: Policy = { ...policy, idleTimeoutMs: 300_000, absoluteLifetimeMs: 900_000 };
    const { state } = given(sessions, history).when(refresh(5, GRACE_MS + 1, { active: true, policy: shorter }));
    expect(state).toMatchObject({
      session: { idleDueAtMs: nowMs + 300_000, absoluteDueAtMs: session.createdAtMs + 900_000 },
    });
  });

  it('a policy by which the session would be over leaves it due at once, not in the past', () => {
    const over: Policy = { ...policy, absoluteLifetimeMs: 1_000 };
    const { state } = given(sessions, history).when(refresh(5, GRACE_MS + 1, { policy: over }));
    expect(state).toMatchObject({ status: 'active', session: { absoluteDueAtMs: nowMs + 1 } });
  });

  it('the epochs the session was started in stay', () => {
    const epochs = { user: { epoch: 3, exceptSid: session.sid }, realm: { epoch: 0 } };
    const { state } = given(sessions, history).when(refresh(5, GRACE_MS + 1, { epochs }));
    expect(state).toMatchObject({ status: 'active', session: { userEpoch: 0, realmEpoch: 0, generation: 6 } });
  });

  it('the device is what was shown last', () => {
    const device = { ip: '198.51.100.1', ipDigest: 'digest', salt: 'salt' };
    const { state } = given(sessions, history).when(refresh(5, GRACE_MS + 1, { device }));
    expect(state).toMatchObject({ session: { device } });
  });
});
