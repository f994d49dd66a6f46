import type { SessionEvent, SessionSummary } from '@atlasnode/session-events';
import { buildSession, given, type Decider } from '@atlasnode/testkit';
import { describe, expect, it } from 'vitest';
import type { EpochStates } from '../epoch-state.js';
import { DEFAULT_POLICY } from '../policy.js';
import type { Refusal } from '../refusal.js';
import { evolveSession, NO_SESSION, type SessionState } from '../session-state.js';
import type { RevokeSession } from './revoke-session.js';
import { decideSession, type SessionCommand, type SessionReply } from './session-command.js';
import type { StartSession } from './start-session.js';

const sessions: Decider<SessionState, SessionCommand, SessionEvent, SessionReply, Refusal> = {
  initialState: NO_SESSION,
  decide: decideSession,
  evolve: evolveSession,
};

const AT = 1_700_000_000_000;
const NO_EPOCHS: EpochStates = { user: { epoch: 0 }, realm: { epoch: 0 } };
const session = buildSession({ createdAtMs: AT });
const created: SessionEvent = { type: 'SessionCreated', data: { session } };

function revokedBy(
  through: 'command' | 'epoch' | 'limit',
  reason: 'ended-by-admin' | 'security' | 'password-changed' | 'session-limit',
  nowMs: number,
  note?: string,
): SessionEvent {
  const ended: SessionSummary = { ...session, status: 'revoked', endedAtMs: nowMs, endReason: reason };
  return { type: 'SessionRevoked', data: { session: ended, reason, through, ...(note === undefined ? {} : { note }) } };
}
function expired(cause: 'idle' | 'absolute', of: SessionSummary, nowMs: number): SessionEvent {
  return {
    type: 'SessionExpired',
    data: { session: { ...of, status: 'expired', endedAtMs: nowMs, endReason: cause }, cause },
  };
}

describe('StartSession', () => {
  const start: StartSession = {
    type: 'StartSession',
    sid: session.sid,
    userId: 'bob',
    clientId: 'demo',
    audience: ['demo'],
    roles: ['member'],
    amr: ['pwd'],
    device: { label: 'Firefox' },
    policy: DEFAULT_POLICY,
    epochs: { user: { epoch: 2 }, realm: { epoch: 7 } },
    liveSessions: 0,
    nowMs: AT,
  };

  it('creates a session of generation 1 in the present epochs', () => {
    const started: SessionSummary = {
      sid: session.sid,
      userId: 'bob',
      clientId: 'demo',
      audience: ['demo'],
      roles: ['member'],
      amr: ['pwd'],
      authTimeMs: AT,
      device: { label: 'Firefox' },
      status: 'active',
      createdAtMs: AT,
      rotatedAtMs: AT,
      lastActiveAtMs: AT,
      generation: 1,
      idleDueAtMs: AT + DEFAULT_POLICY.idleTimeoutMs,
      absoluteDueAtMs: AT + DEFAULT_POLICY.absoluteLifetimeMs,
      userEpoch: 2,
      realmEpoch: 7,
    };
    given(sessions, [])
      .when(start)
      .then([{ type: 'SessionCreated', data: { session: started } }], { kind: 'started', session: started })
      .thenState({ status: 'active', session: started });
  });

  it.each([
    { user: 1, realm: 7 },
    { user: 2, realm: 6 },
    { user: 0, realm: 0 },
  ])('is overtaken where an epoch rose since the caller read $user and $realm', (handedEpochs) => {
    given(sessions, [])
      .when({ ...start, handedEpochs })
      .refused({ code: 'SIGN_IN_OVERTAKEN' });
  });

  it('is not overtaken where the epochs are those that were handed', () => {
    expect(given(sessions, []).when({ ...start, handedEpochs: { user: 2, realm: 7 } }).answer.accepted).toBe(true);
  });

  it('is refused at the limit where the policy rejects, and only there', () => {
    const rejecting = { ...DEFAULT_POLICY, maxSessionsPerUser: 2, onLimit: 'reject' as const };
    given(sessions, [])
      .when({ ...start, policy: rejecting, liveSessions: 2 })
      .refused({ code: 'SESSION_LIMIT_REACHED', limit: 2 });
    expect(given(sessions, []).when({ ...start, policy: rejecting, liveSessions: 1 }).answer.accepted).toBe(true);
    const evicting = { ...rejecting, onLimit: 'evict-oldest' as const };
    expect(given(sessions, []).when({ ...start, policy: evicting, liveSessions: 2 }).answer.accepted).toBe(true);
  });

  it('never starts a stream twice, ended or not', () => {
    given(sessions, [created]).when(start).refused({ code: 'IDEMPOTENCY_KEY_REUSED' });
    given(sessions, [created, revokedBy('command', 'security', AT)])
      .when(start)
      .refused({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });
});

describe('RevokeSession', () => {
  const revoke: RevokeSession = { type: 'RevokeSession', reason: 'ended-by-admin', through: 'command', nowMs: AT + 1 };

  it('ends an active session, with who-knows-why beside it', () => {
    const event = revokedBy('command', 'ended-by-admin', AT + 1, 'left the company');
    given(sessions, [created])
      .when({ ...revoke, note: 'left the company' })
      .then([event])
      .thenState({
        status: 'revoked',
        session: { ...session, status: 'revoked', endedAtMs: AT + 1, endReason: 'ended-by-admin' },
        endedAtMs: AT + 1,
        reason: 'ended-by-admin',
        through: 'command',
      });
  });

  it('changes nothing where the session has ended already', () => {
    given(sessions, [created, revokedBy('limit', 'session-limit', AT)])
      .when(revoke)
      .then([]);
    given(sessions, [created, expired('idle', session, AT)])
      .when(revoke)
      .then([]);
  });

  it('knows no session that was never started, nor one of another user', () => {
    given(sessions, []).when(revoke).refused({ code: 'UNKNOWN_SESSION' });
    given(sessions, [created])
      .when({ ...revoke, onlyOfUser: 'mallory' })
      .refused({ code: 'UNKNOWN_SESSION' });
    expect(given(sessions, [created]).when({ ...revoke, onlyOfUser: session.userId }).answer.accepted).toBe(true);
  });
});

describe('ExpireSession', () => {
  const expireAt = (nowMs: number): SessionCommand => ({ type: 'ExpireSession', nowMs });

  it('ends a session that nobody used for the idle timeout', () => {
    given(sessions, [created])
      .when(expireAt(session.idleDueAtMs))
      .then([expired('idle', session, session.idleDueAtMs)], { kind: 'expired' });
  });

  it('ends a session whose absolute lifetime is over, however active', () => {
    const busy = { ...session, idleDueAtMs: session.absoluteDueAtMs + 1 };
    given(sessions, [{ type: 'SessionCreated', data: { session: busy } }])
      .when(expireAt(session.absoluteDueAtMs))
      .then([expired('absolute', busy, session.absoluteDueAtMs)], { kind: 'expired' });
  });

  it('does nothing before the due time, and says when that is', () => {
    given(sessions, [created])
      .when(expireAt(session.idleDueAtMs - 1))
      .then([], { kind: 'not-due', dueAtMs: session.idleDueAtMs });
  });

  it('does nothing to a session that has ended', () => {
    given(sessions, [created, revokedBy('command', 'security', AT)])
      .when(expireAt(session.idleDueAtMs))
      .then([], { kind: 'already-ended' });
    given(sessions, []).when(expireAt(AT)).refused({ code: 'UNKNOWN_SESSION' });
  });
});

describe('EndOvertaken', () => {
  const end = (epochs: EpochStates): SessionCommand => ({ type: 'EndOvertaken', epochs, nowMs: AT + 3 });

  it.each<[string, EpochStates]>([
    ['the user', { user: { epoch: 1, reason: 'password-changed' }, realm: { epoch: 0 } }],
    ['the realm', { user: { epoch: 0 }, realm: { epoch: 4, reason: 'password-changed' } }],
    [
      'the user, another session excepted',
      { user: { epoch: 1, exceptSid: buildSession().sid, reason: 'password-changed' }, realm: { epoch: 0 } },
    ],
  ])('ends a session below an epoch of %s, for the reason of the epoch', (_, epochs) => {
    given(sessions, [created])
      .when(end(epochs))
      .then([revokedBy('epoch', 'password-changed', AT + 3)], { kind: 'ended' });
  });

  it('does nothing where the epochs pass', () => {
    given(sessions, [created]).when(end(NO_EPOCHS)).then([], { kind: 'not-overtaken' });
    given(sessions, [created])
      .when(end({ user: { epoch: 1, exceptSid: session.sid }, realm: { epoch: 0 } }))
      .then([], { kind: 'not-overtaken' });
  });

  it('an exception of one epoch is none of the other', () => {
    const epochs: EpochStates = { user: { epoch: 1, exceptSid: session.sid }, realm: { epoch: 1, reason: 'security' } };
    given(sessions, [created])
      .when(end(epochs))
      .then([revokedBy('epoch', 'security', AT + 3)], { kind: 'ended' });
  });

  it('does nothing to a session that has ended', () => {
    const epochs: EpochStates = { user: { epoch: 1 }, realm: { epoch: 0 } };
    given(sessions, [created, expired('idle', session, AT)])
      .when(end(epochs))
      .then([], { kind: 'already-ended' });
    given(sessions, []).when(end(epochs)).refused({ code: 'UNKNOWN_SESSION' });
  });
});
