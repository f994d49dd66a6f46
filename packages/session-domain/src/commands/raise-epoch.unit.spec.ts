import type { SessionEvent, SessionSummary } from '@atlasnode/session-events';
import { buildSession, given, type Decider } from '@atlasnode/testkit';
import { describe, expect, it } from 'vitest';
import { evolveEpoch, INITIAL_EPOCH, type EpochState } from '../epoch-state.js';
import type { Refusal } from '../refusal.js';
import type { SessionState } from '../session-state.js';
import {
  decideEpoch,
  type EpochCommand,
  type EpochReply,
  type RevokeEverySession,
  type RevokeUserSessions,
} from './raise-epoch.js';

const epochs: Decider<EpochState, EpochCommand, SessionEvent, EpochReply, Refusal> = {
  initialState: INITIAL_EPOCH,
  decide: decideEpoch,
  evolve: evolveEpoch,
};

const AT = 1_700_000_000_000;
const mine = buildSession({ userId: 'bob', createdAtMs: AT });
const other = buildSession({ userId: 'bob', createdAtMs: AT });
const activeState = (session: SessionSummary): SessionState => ({ status: 'active', session });

function revokeUser(except?: RevokeUserSessions['except']): RevokeUserSessions {
  return {
    type: 'RevokeUserSessions',
    userId: 'bob',
    reason: 'password-changed',
    nowMs: AT,
    ...(except && { except }),
  };
}
function revokeEveryone(except?: RevokeEverySession['except']): RevokeEverySession {
  return { type: 'RevokeEverySession', reason: 'security', nowMs: AT, ...(except && { except }) };
}
function userRaised(epoch: number, exceptSid?: string): SessionEvent {
  return {
    type: 'UserSessionsRevoked',
    data: { userId: 'bob', epoch, ...(exceptSid && { exceptSid }), reason: 'password-changed' },
  };
}
function realmRaised(epoch: number, exceptSid?: string): SessionEvent {
  return { type: 'EverySessionRevoked', data: { epoch, ...(exceptSid && { exceptSid }), reason: 'security' } };
}

describe('RevokeUserSessions and RevokeEverySession', () => {
  it('each is one increment', () => {
    given(epochs, [])
      .when(revokeUser())
      .then([userRaised(1)], { kind: 'raised', epoch: 1 });
    given(epochs, [userRaised(1), userRaised(2)])
      .when(revokeUser())
      .then([userRaised(3)], { kind: 'raised', epoch: 3 });
    given(epochs, [])
      .when(revokeEveryone())
      .then([realmRaised(1)], { kind: 'raised', epoch: 1 });
    given(epochs, [realmRaised(1)])
      .when(revokeEveryone())
      .then([realmRaised(2)], { kind: 'raised', epoch: 2 });
  });

  it('only the exception of the latest increment counts', () => {
    given(epochs, [userRaised(1, mine.sid)])
      .when(revokeUser())
      .thenState({ epoch: 2, reason: 'password-changed' });
  });

  it('the excepted session lives on', () => {
    const except = { sid: mine.sid, state: activeState(mine), otherEpoch: INITIAL_EPOCH };
    given(epochs, [])
      .when(revokeUser(except))
      .then([userRaised(1, mine.sid)]);
    given(epochs, [])
      .when(revokeEveryone(except))
      .then([realmRaised(1, mine.sid)]);
  });

  it('it may be excepted again, though it was started below the epoch', () => {
    const except = { sid: mine.sid, state: activeState(mine), otherEpoch: INITIAL_EPOCH };
    given(epochs, [userRaised(1, mine.sid)])
      .when(revokeUser(except))
      .then([userRaised(2, mine.sid)]);
  });

  it('of two racing "sign out all others" the second is refused: its own session is the other that was ended', () => {
    const except = { sid: other.sid, state: activeState(other), otherEpoch: INITIAL_EPOCH };
    given(epochs, [userRaised(1, mine.sid)])
      .when(revokeUser(except))
      .refused({ code: 'EXCEPT_NOT_LIVE' });
    given(epochs, [realmRaised(1, mine.sid)])
      .when(revokeEveryone(except))
      .refused({ code: 'EXCEPT_NOT_LIVE' });
  });

  it('a session that the other epoch has ended is no exception', () => {
    const except = { sid: mine.sid, state: activeState(mine), otherEpoch: { epoch: 1 } };
    given(epochs, []).when(revokeUser(except)).refused({ code: 'EXCEPT_NOT_LIVE' });
    given(epochs, []).when(revokeEveryone(except)).refused({ code: 'EXCEPT_NOT_LIVE' });
  });

  it.each<[string, SessionState]>([
    ['unknown', { status: 'none' }],
    ['due', activeState({ ...mine, idleDueAtMs: AT })],
    ['ended', { status: 'expired', session: { ...mine, status: 'expired' }, endedAtMs: AT, cause: 'idle' }],
  ])('a session that is %s is no exception', (_, state) => {
    const except = { sid: mine.sid, state, otherEpoch: INITIAL_EPOCH };
    given(epochs, []).when(revokeUser(except)).refused({ code: 'EXCEPT_NOT_LIVE' });
    given(epochs, []).when(revokeEveryone(except)).refused({ code: 'EXCEPT_NOT_LIVE' });
  });

  it("another user's session is no exception", () => {
    const except = { sid: mine.sid, state: activeState({ ...mine, userId: 'mallory' }), otherEpoch: INITIAL_EPOCH };
    given(epochs, []).when(revokeUser(except)).refused({ code: 'EXCEPT_NOT_LIVE' });
  });

  it('events of sessions change no epoch', () => {
    expect(evolveEpoch(INITIAL_EPOCH, { type: 'SessionCreated', data: { session: mine } })).toBe(INITIAL_EPOCH);
  });
});
