import type { RecordedEvent, SessionSummary } from '@atlasnode/session-events';
import { expect, test } from 'vitest';
import type { AuditSession } from '../api/contract.js';
import { afterEvent, afterLoad, NO_ROWS } from './live-rows.js';

const T = 1_750_000_000_000;
const sid = (n: number) => `01930000-0000-7000-8000-00000000000${n}`;

function row(n: number, userId: string, version = 1): AuditSession {
  const times = {
    createdAtMs: T,
    rotatedAtMs: T,
    lastActiveAtMs: T,
    idleDueAtMs: T + 60_000,
    absoluteDueAtMs: T + 90_000,
  };
  return {
    sid: sid(n),
    userId,
    clientId: 'demo',
    roles: ['member'],
    amr: [],
    device: {},
    status: 'live',
    ...times,
    version,
  };
}

function summary(n: number, change: Partial<SessionSummary> = {}): SessionSummary {
  const { version: _, status: __, ...facts } = row(n, 'ana');
  return {
    ...facts,
    audience: ['demo'],
    authTimeMs: T,
    generation: 1,
    userEpoch: 0,
    realmEpoch: 0,
    status: 'active',
    ...change,
  };
}

function event(change: Pick<RecordedEvent, 'type' | 'data'>, version = 2): RecordedEvent {
  const head = {
    id: `x@${version}.0`,
    stream: 'realm',
    version,
    index: 0,
    atMs: T + 1_000,
    actor: { type: 'admin' },
    prevHash: '',
    hash: '',
  };
  return { ...head, ...change } as RecordedEvent;
}

const rows = afterLoad(NO_ROWS, [row(1, 'ana'), row(2, 'ana'), row(3, 'bruno')]);
const endedIn = (after: typeof rows) => [...after.ended.keys()];

test('a session that an event ends is shown as ended at once, and why', () => {
  const session = summary(2, { status: 'revoked', endReason: 'security', endedAtMs: T });
  const after = afterEvent(
    rows,
    event({ type: 'SessionRevoked', data: { session, reason: 'security', through: 'command' } }),
  );
  expect([...after.ended]).toEqual([[sid(2), 'security']]);
});

test('a page that was projected before the end does not bring the session back', () => {
  const session = summary(2, { status: 'expired', endReason: 'idle', endedAtMs: T });
  const after = afterEvent(rows, event({ type: 'SessionExpired', data: { session, cause: 'idle' } }));
  expect(endedIn(afterLoad(after, rows.items))).toEqual([sid(2)]);
});

test('signing a user out everywhere ends their rows and nobody else’s, save the one that was kept', () => {
  const after = afterEvent(
    rows,
    event({ type: 'UserSessionsRevoked', data: { userId: 'ana', epoch: 1, reason: 'security', exceptSid: sid(1) } }),
  );
  expect(endedIn(after)).toEqual([sid(2)]);
});

test('signing everyone out ends every row but the one that was kept', () => {
  const after = afterEvent(
    rows,
    event({ type: 'EverySessionRevoked', data: { epoch: 1, reason: 'security', exceptSid: sid(3) } }),
  );
  expect(endedIn(after)).toEqual([sid(1), sid(2)]);
});

test('a renewal moves the times of its row, and a late copy of an earlier event does not move them back', () => {
  const renewed = afterEvent(
    rows,
    event({ type: 'SessionRefreshed', data: { session: summary(1, { lastActiveAtMs: T + 5_000 }), active: true } }, 3),
  );
  const late = afterEvent(
    renewed,
    event({ type: 'SessionRefreshed', data: { session: summary(1, { lastActiveAtMs: T + 1_000 }), active: true } }, 2),
  );
  expect(late.items[0]).toMatchObject({ lastActiveAtMs: T + 5_000, version: 3 });
});

test('an end of a session that is not on this page changes nothing here', () => {
  const session = summary(9, { status: 'revoked', endReason: 'security', endedAtMs: T });
  expect(
    afterEvent(rows, event({ type: 'SessionRevoked', data: { session, reason: 'security', through: 'command' } })).ended
      .size,
  ).toBe(0);
});
