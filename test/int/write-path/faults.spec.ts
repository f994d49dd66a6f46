/** What the ports do to the write path when they fail: nothing acknowledged is lost, nothing is done twice, nothing waits for what it must not wait for. */
import { isCommandError } from '@atlasnode/session-commands';
import { DEFAULT_POLICY } from '@atlasnode/session-domain';
import { EngineError, type Engine } from '@atlasnode/session-engine';
import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { commitId, sessionStream, userStream } from '@atlasnode/session-events';
import { manualClock, newUserId, type ManualClock } from '@atlasnode/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultyEngine, type Faults } from '../../harness/faulty-engine.js';
import {
  commitsOf,
  loggedEvents,
  noticesOn,
  openWriter,
  pendingIds,
  refreshRequest,
  started,
  startRequest,
  type Writer,
} from '../../harness/write-path.js';

let clock: ManualClock;
let engine: Engine;
let faults: Faults;
/** Works on the faulty engine. */
let writer: Writer;
/** Another process, on the real one. */
let other: Writer;
let userId: string;

beforeEach(async () => {
  clock = manualClock();
  engine = await openEmbeddedEngine({ path: ':memory:', nowMs: clock.nowMs });
  faults = {};
  writer = openWriter(faultyEngine(engine, faults), { nowMs: clock.nowMs });
  other = openWriter(engine, { nowMs: clock.nowMs });
  userId = newUserId();
});
afterEach(async () => {
  await writer.commands.relay.close();
  await other.commands.relay.close();
  await engine.close();
});

const revocation = (sid: string) => ({ sid, reason: 'ended-by-admin', actor: { type: 'admin' } }) as const;

describe('an append whose outcome is unknown though it was written', () => {
  /** The first answer to every commit is lost. */
  function loseEachAnswerOnce(): Map<string, number> {
    const writes = new Map<string, number>();
    faults.append = async (commit, write) => {
      await write();
      const count = (writes.get(commit.id) ?? 0) + 1;
      writes.set(commit.id, count);
      if (count === 1) throw new EngineError('OUTCOME_UNKNOWN', 'the answer was lost');
    };
    return writes;
  }

  it('each command happens exactly once', async () => {
    const writes = loseEachAnswerOnce();
    const { commands, applied } = writer;
    const session = await started(commands, userId);
    clock.advance(DEFAULT_POLICY.graceMs);
    expect(await commands.refresh(refreshRequest(session))).toMatchObject({
      value: { rotated: true, session: { generation: 2 } },
    });
    expect(await commands.revoke(revocation(session.sid))).toMatchObject({
      value: { ended: true, propagation: 'acknowledged' },
    });
    expect(await commands.revokeUser({ userId, reason: 'security', actor: { type: 'admin' } })).toMatchObject({
      value: { epoch: 1 },
    });
    await commands.relay.idle();

    expect([...writes.values()]).toEqual([2, 2, 2, 2]);
    expect(await commitsOf(engine, session.sid)).toHaveLength(3);
    expect(
      (await loggedEvents(engine))
        .filter(({ stream }) => stream === sessionStream(session.sid))
        .map(({ type }) => type),
    ).toEqual(['SessionCreated', 'SessionRefreshed', 'SessionRevoked']);
    expect(applied.map(({ notice }) => notice.kind)).toEqual(['session', 'user']);
  });

  it('where every answer is lost the caller is told so, and a repeat finds what was written', async () => {
    const session = await started(writer.commands, userId);
    faults.append = async (_, write) => {
      await write();
      throw new EngineError('OUTCOME_UNKNOWN', 'the answer was lost');
    };
    await expect(writer.commands.revoke(revocation(session.sid))).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    delete faults.append;
    // The notice is still to come, and nobody has it in hand: the repeat brings it out before it says so.
    expect(await writer.commands.revoke(revocation(session.sid))).toMatchObject({
      value: { ended: false, propagation: 'acknowledged' },
    });
    expect(await noticesOn(engine)).toMatchObject([{ notice: { sid: session.sid } }]);
  });
});

describe('a stream on which others are always faster', () => {
  it('is given up after eight conflicts, retriably', async () => {
    const session = await started(writer.commands, userId);
    let appends = 0;
    faults.append = async () => {
      appends += 1;
      throw new EngineError('VERSION_CONFLICT', 'another was faster');
    };
    const error: unknown = await writer.commands.revoke(revocation(session.sid)).catch((thrown: unknown) => thrown);
    expect(isCommandError(error) && [error.code, error.retriable]).toEqual(['CONFLICT', true]);
    expect(appends).toBe(8);
  });

  it('is loaded again after a conflict: what was decided on the old state is not written', async () => {
    const session = await started(writer.commands, userId);
    clock.advance(DEFAULT_POLICY.graceMs);
    faults.append = async (_, write) => {
      delete faults.append;
      await other.commands.revoke(revocation(session.sid));
      await write();
    };
    expect(await writer.commands.refresh(refreshRequest(session))).toMatchObject({
      refusal: { code: 'SESSION_ENDED', endReason: 'ended-by-admin' },
    });
    expect(await commitsOf(engine, session.sid)).toHaveLength(2);
  });
});

describe('a state in another form', () => {
  it('is folded again from the events', async () => {
    const session = await started(writer.commands, userId);
    clock.advance(DEFAULT_POLICY.graceMs);
    faults.append = (commit, write) =>
      commit.version === 2
        ? engine.commits.append({ ...commit, stateSchema: 0, state: 'of another release' })
        : write();
    await writer.commands.refresh(refreshRequest(session, { active: true }));
    expect(await other.commands.find(session.sid)).toMatchObject({
      live: true,
      session: { generation: 2, lastActiveAtMs: clock.nowMs() },
    });
    clock.advance(DEFAULT_POLICY.graceMs);
    expect(await writer.commands.refresh(refreshRequest(session, { generation: 2 }))).toMatchObject({
      value: { session: { generation: 3 } },
    });
  });
});

describe('the channel is down', () => {
  beforeEach(() => {
    faults.isChannelDown = true;
  });

  it('a revocation says pending within two seconds, and is in force all the same', async () => {
    const session = await started(writer.commands, userId);
    const before = performance.now();
    expect(await writer.commands.revoke(revocation(session.sid))).toMatchObject({
      value: { ended: true, propagation: 'pending' },
    });
    expect(performance.now() - before).toBeLessThan(2_400);
    clock.advance(DEFAULT_POLICY.graceMs);
    expect(await other.commands.refresh(refreshRequest(session))).toMatchObject({ refusal: { code: 'SESSION_ENDED' } });
    expect(writer.applied).toEqual([]);
    await writer.commands.relay.idle();
    expect(await pendingIds(engine)).toEqual([commitId(sessionStream(session.sid), 2)]);
    expect(writer.faults.length).toBeGreaterThan(0);
  });

  it('asked again it drives the relay: pending while the channel is down, acknowledged when it is back', async () => {
    const session = await started(writer.commands, userId);
    await writer.commands.revoke(revocation(session.sid));
    await writer.commands.relay.idle();
    expect(await writer.commands.revoke(revocation(session.sid))).toMatchObject({
      value: { ended: false, propagation: 'pending' },
    });
    await writer.commands.relay.idle();
    faults.isChannelDown = false;
    expect(await writer.commands.revoke(revocation(session.sid))).toMatchObject({
      value: { ended: false, propagation: 'acknowledged' },
    });
    expect(writer.applied).toMatchObject([{ notice: { sid: session.sid } }]);
    await writer.commands.relay.idle();
    expect(await pendingIds(engine)).toEqual([]);
  });

  it('a short outage is waited out', async () => {
    const session = await started(writer.commands, userId);
    const answer = writer.commands.revoke(revocation(session.sid));
    setTimeout(() => {
      faults.isChannelDown = false;
    }, 300);
    expect(await answer).toMatchObject({ value: { propagation: 'acknowledged' } });
  });

  it('the sweeper delivers later', async () => {
    const session = await started(writer.commands, userId);
    await writer.commands.revoke(revocation(session.sid));
    await writer.commands.revokeUser({ userId, reason: 'security', actor: { type: 'admin' } });
    await writer.commands.relay.idle();
    faults.isChannelDown = false;
    clock.advance(2_000);
    expect(await writer.commands.relay.sweep()).toBe(2);
    expect((await noticesOn(engine)).map(({ notice }) => notice.kind).toSorted()).toEqual(['session', 'user']);
    expect(await pendingIds(engine)).toEqual([]);
  });

  it('an end through an epoch is acknowledged only when the notice of the epoch is out', async () => {
    const session = await started(writer.commands, userId);
    await writer.commands.revokeUser({ userId, reason: 'security', actor: { type: 'admin' } });
    await writer.commands.relay.idle();
    expect(await other.commands.endOvertaken(session.sid)).toEqual({ ok: true, value: true });
    await other.commands.relay.idle();
    expect(await writer.commands.revoke(revocation(session.sid))).toMatchObject({
      value: { ended: false, propagation: 'pending' },
    });
    faults.isChannelDown = false;
    await writer.commands.relay.idle();
    expect(await writer.commands.revoke(revocation(session.sid))).toMatchObject({
      value: { ended: false, propagation: 'acknowledged' },
    });
    expect((await noticesOn(engine)).map(({ notice }) => notice.kind)).toEqual(['user']);
  });
});

describe('the log is down', () => {
  beforeEach(() => {
    faults.isLogDown = true;
  });

  it('stops no start, no refresh and no revocation', async () => {
    const before = performance.now();
    const session = await started(writer.commands, userId);
    clock.advance(DEFAULT_POLICY.graceMs);
    expect(await writer.commands.refresh(refreshRequest(session))).toMatchObject({ value: { rotated: true } });
    expect(await writer.commands.revoke(revocation(session.sid))).toMatchObject({
      value: { propagation: 'acknowledged' },
    });
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it('everything is delivered in order when it is back, though later commits came first', async () => {
    const session = await started(writer.commands, userId);
    clock.advance(DEFAULT_POLICY.graceMs);
    await writer.commands.refresh(refreshRequest(session));
    await writer.commands.relay.idle();
    faults.isLogDown = false;
    clock.advance(DEFAULT_POLICY.graceMs);
    // A process that knows nothing of the first two writes the third.
    await other.commands.refresh(refreshRequest(session, { generation: 2 }));
    await other.commands.relay.idle();
    expect((await loggedEvents(engine)).map(({ version }) => version)).toEqual([1, 2, 3]);
    // Their other duties are still owed, so they stay pending for the sweeper, which repeats them.
    expect(await pendingIds(engine)).toEqual([1, 2].map((version) => commitId(sessionStream(session.sid), version)));
    clock.advance(2_000);
    await writer.commands.relay.sweep();
    expect(await pendingIds(engine)).toEqual([]);
  });

  it('the job of an epoch waits until its commit is out', async () => {
    const outcome = await writer.commands.revokeUser({ userId, reason: 'security', actor: { type: 'admin' } });
    const jobId = outcome.ok ? outcome.value.jobId : '';
    await writer.commands.relay.idle();
    expect(jobId).toBe(`${userStream(userId)}@1`);
    expect(await engine.jobs.progress('end-overtaken', jobId)).toBeUndefined();
    faults.isLogDown = false;
    clock.advance(2_000);
    await writer.commands.relay.sweep();
    expect(await engine.jobs.progress('end-overtaken', jobId)).toMatchObject({ state: 'waiting' });
    expect(await engine.directory.epochOf({ type: 'user', userId })).toMatchObject({ epoch: 1, endedThroughEpoch: 0 });
  });
});

describe('a crash between append and relay', () => {
  it('the sweeper of another process delivers all of it', async () => {
    const ended = await started(writer.commands, userId);
    const moved = await started(writer.commands, userId);
    await writer.commands.relay.idle();
    clock.advance(DEFAULT_POLICY.graceMs);
    faults.isDead = true;
    await writer.commands.refresh(refreshRequest(moved));
    await writer.commands.revoke(revocation(ended.sid));
    await writer.commands.revokeEveryone({ exceptSid: moved.sid, reason: 'security', actor: { type: 'admin' } });
    await expect(started(writer.commands, userId)).rejects.toThrow('the directory is down');
    await writer.commands.relay.idle();
    expect(await pendingIds(engine)).toHaveLength(4);

    clock.advance(1_999);
    expect(await other.commands.relay.sweep()).toBe(0);
    clock.advance(1);
    expect(await other.commands.relay.sweep()).toBe(4);
    expect(await pendingIds(engine)).toEqual([]);
    const types = (await loggedEvents(engine)).map(({ type }) => type).toSorted();
    expect(types).toEqual([
      'EverySessionRevoked',
      'SessionCreated',
      'SessionCreated',
      'SessionCreated',
      'SessionRefreshed',
      'SessionRevoked',
    ]);
    expect((await noticesOn(engine)).map(({ notice }) => notice.kind).toSorted()).toEqual(['everyone', 'session']);
    expect(await engine.directory.find(ended.sid)).toMatchObject({ status: 'ended' });
    expect(await engine.directory.epochOf({ type: 'realm' })).toMatchObject({ epoch: 1, exceptSid: moved.sid });
    expect(await engine.jobs.progress('end-overtaken', 'realm@1')).toMatchObject({ state: 'waiting' });
    expect(other.faults).toEqual([]);
  });

  it('a start that an epoch overtook in between is ended by the sweeper, before its commit is cleared', async () => {
    faults.isDead = true;
    await expect(started(writer.commands, userId)).rejects.toThrow();
    await other.commands.revokeUser({ userId, reason: 'password-changed', actor: { type: 'user' } });
    await other.commands.relay.idle();
    clock.advance(2_000);
    await other.commands.relay.sweep();
    await other.commands.relay.idle();
    const events = (await loggedEvents(engine)).filter(({ stream }) => stream.startsWith('session:'));
    expect(events).toMatchObject([
      { type: 'SessionCreated' },
      { type: 'SessionRevoked', data: { through: 'overtaken', reason: 'sign-in-overtaken' } },
    ]);
    expect(await pendingIds(engine)).toEqual([]);
  });

  it('a start beyond the limit is evened out by the sweeper, by the policy of its client', async () => {
    const policy = { ...DEFAULT_POLICY, maxSessionsPerUser: 1 };
    const sweeping = openWriter(engine, { nowMs: clock.nowMs, policyOf: () => policy });
    const first = await started(other.commands, userId, { policy });
    await other.commands.relay.idle();
    clock.advance(10);
    faults.isDead = true;
    await expect(writer.commands.start(startRequest(userId, { policy }))).rejects.toThrow();
    clock.advance(2_000);
    await sweeping.commands.relay.sweep();
    const { items } = await other.commands.sessionsOf(userId, { limit: 10 });
    expect(items).toHaveLength(1);
    expect(items[0]?.session.sid).not.toBe(first.sid);
    await sweeping.commands.relay.close();
  });
});
