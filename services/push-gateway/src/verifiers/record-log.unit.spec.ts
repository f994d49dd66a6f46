import type { RevocationNotice, RevocationRecord } from '@atlasnode/session-events';
import { expect, test } from 'vitest';
import { RecordLog } from './record-log.js';

const actor = { type: 'admin' as const };
const ended = (sid: string): RevocationNotice => ({
  v: 1,
  at: 5,
  kind: 'session',
  sid,
  userId: 'u',
  reason: 'ended-by-admin',
  actor,
});

function record(position: number, notice: RevocationNotice, atMs = position * 10): RevocationRecord {
  return { position, previous: position - 1, atMs, notice };
}

function logOf(first: number, last: number, capacity?: number): RecordLog {
  const log = new RecordLog(capacity);
  for (let position = first; position <= last; position += 1) log.append(record(position, ended(`s${position}`)));
  return log;
}

test('whoever was away is given exactly the records after the one it saw last', () => {
  const log = logOf(5, 9);
  expect(log.since({ position: 6, asOfMs: 65 })?.map(({ position }) => position)).toEqual([7, 8, 9]);
  expect(log.since({ position: 9, asOfMs: 500 })).toEqual([]);
});

test('a position that is not here any more, or not yet, cannot be resumed from', () => {
  const log = logOf(5, 9);
  expect(log.since({ position: 4, asOfMs: 500 })).toBeUndefined();
  expect(log.since({ position: 10, asOfMs: 500 })).toBeUndefined();
  expect(logOf(1, 100, 10).since({ position: 3, asOfMs: 500 })).toBeUndefined();
});

test('a position of a channel that was recreated since is not the one the verifier saw', () => {
  const log = logOf(1, 3);
  expect(log.since({ position: 2, asOfMs: 19 })).toBeUndefined();
});

test('after a gap in the channel only what came after it can be resumed from', () => {
  const log = logOf(1, 3);
  log.append(record(7, ended('s7')));
  expect(log.since({ position: 3, asOfMs: 500 })).toBeUndefined();
  expect(log.since({ position: 7, asOfMs: 500 })).toEqual([]);
});

test('signs of life without a position of their own are passed over', () => {
  const log = logOf(1, 2);
  log.append({
    position: 2,
    previous: 2,
    atMs: 99,
    notice: { v: 1, at: 99, kind: 'heartbeat', from: 'x', windowMs: 1 },
  });
  log.append(record(3, ended('s3')));
  expect(log.since({ position: 1, asOfMs: 99 })?.map(({ position }) => position)).toEqual([2, 3]);
});

test('it says why a session ended, by its own notice or by an epoch, unless it is the exception', () => {
  const log = logOf(1, 1);
  log.append(
    record(2, {
      v: 1,
      at: 6,
      kind: 'user',
      userId: 'u',
      epoch: 4,
      exceptSid: 'kept',
      reason: 'password-changed',
      actor: { type: 'user' },
    }),
  );
  expect(log.endOf({ sid: 's1', userId: 'x', userEpoch: 9, realmEpoch: 0 })).toEqual({
    sid: 's1',
    reason: 'ended-by-admin',
    by: 'admin',
    at: 5,
  });
  expect(log.endOf({ sid: 'other', userId: 'u', userEpoch: 3, realmEpoch: 0 })).toEqual({
    sid: 'other',
    reason: 'password-changed',
    by: 'user',
    at: 6,
  });
  expect(log.endOf({ sid: 'other', userId: 'u', userEpoch: 4, realmEpoch: 0 })).toBeUndefined();
  expect(log.endOf({ sid: 'kept', userId: 'u', userEpoch: 3, realmEpoch: 0 })).toBeUndefined();
});
