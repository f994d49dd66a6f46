import type { EveryoneNotice, Heartbeat, SessionNotice, UserNotice } from '@atlasnode/session-events';
import { newSid, newUserId } from './session.builder.js';

export function buildSessionNotice(overrides: Partial<SessionNotice> = {}): SessionNotice {
  return {
    v: 1,
    kind: 'session',
    at: Date.now(),
    sid: newSid(),
    userId: newUserId(),
    reason: 'ended-by-admin',
    actor: { type: 'admin' },
    ...overrides,
  };
}

export function buildUserNotice(overrides: Partial<UserNotice> = {}): UserNotice {
  return {
    v: 1,
    kind: 'user',
    at: Date.now(),
    userId: newUserId(),
    epoch: 1,
    reason: 'password-changed',
    actor: { type: 'user' },
    ...overrides,
  };
}

export function buildEveryoneNotice(overrides: Partial<EveryoneNotice> = {}): EveryoneNotice {
  return {
    v: 1,
    kind: 'everyone',
    at: Date.now(),
    epoch: 1,
    reason: 'security',
    actor: { type: 'admin' },
    ...overrides,
  };
}

export function buildHeartbeat(overrides: Partial<Heartbeat> = {}): Heartbeat {
  return { v: 1, kind: 'heartbeat', at: Date.now(), from: 'testkit', windowMs: 900_000, ...overrides };
}
