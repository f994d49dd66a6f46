import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { EngineError } from '@atlasnode/session-engine';
import { DEFAULT_POLICY } from '@atlasnode/session-domain';
import { manualClock, newUserId } from '@atlasnode/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultyEngine, type Faults } from '../../harness/faulty-engine.js';
import {
  commitsOf,
  loggedEvents,
  noticesOn,
  openWritePath,
  openWriter,
  pendingIds,
  refreshRequest,
  started,
  startRequest,
  type WritePath,
} from '../../harness/write-path.js';

let path: WritePath;
let userId: string;
const byAdmin = { reason: 'security', actor: { type: 'admin', id: 'ada' } } as const;

beforeEach(async () => {
  path = await openWritePath();
  userId = newUserId();
});
afterEach(async () => {
  await path.commands.relay.close();
  expect(path.faults).toEqual([]);
  await path.engine.close();
});

describe('ending everything at once', () => {
  it("every session of the user is refused at once, before any job: by refresh, find and lists; nobody else's is", async () => {
    const { commands, clock } = path;
    const mine = [await started(commands, userId), await started(commands, userId)];
    const stranger = await started(commands, newUserId());
    expect(await commands.revokeUser({ userId, ...byAdmin })).toMatchObject({
      value: { epoch: 1, propagation: 'acknowledged' },
    });
    clock.advance(DEFAULT_POLICY.graceMs);
    for (const session of mine) {
      expect(await commands.refresh(refreshRequest(session))).toEqual({
        ok: false,
        refusal: { code: 'SESSION_ENDED', endReason: 'security' },
      });
      expect(await commands.find(session.sid)).toMatchObject({
        live: false,
        endReason: 'security',
        session: { status: 'active' },
        epochs: { user: 1, realm: 0 },
      });
    }
    expect(await commands.sessionsOf(userId, { limit: 10 })).toEqual({ items: [] });
    expect(await commands.find(stranger.sid)).toMatchObject({ live: true });
    expect(await commands.epochsOf(userId)).toEqual({ user: 1, realm: 0 });
  });

  it('the excepted session lives on, through refreshes and the job, and no other', async () => {
    const { commands, engine, clock } = path;
    const [mine, other] = [await started(commands, userId), await started(commands, userId)];
    await commands.revokeEveryone({ exceptSid: mine.sid, ...byAdmin });
    clock.advance(DEFAULT_POLICY.graceMs);
    expect(await commands.refresh(refreshRequest(mine))).toMatchObject({
      value: { rotated: true, session: { realmEpoch: 0 } },
    });
    expect(await commands.endOvertaken(mine.sid)).toEqual({ ok: true, value: false });
    expect(await commands.endOvertaken(other.sid)).toEqual({ ok: true, value: true });
    expect(await commands.endOvertaken(other.sid)).toEqual({ ok: true, value: false });
    await commands.relay.idle();
    // The ends of the job publish no notice: the epoch's own did it.
    expect((await noticesOn(engine)).map(({ notice }) => notice.kind)).toEqual(['everyone']);
    const ends = (await loggedEvents(engine)).filter(({ type }) => type === 'SessionRevoked');
    expect(ends).toMatchObject([
      { data: { session: { sid: other.sid }, through: 'epoch', reason: 'security' }, actor: { type: 'system' } },
    ]);
    expect(await engine.directory.find(other.sid)).toMatchObject({ status: 'ended' });
  });

  it('an exception that is not live under the epoch is refused, and nothing ends', async () => {
    const { commands } = path;
    const [mine, other] = [await started(commands, userId), await started(commands, userId)];
    await commands.revokeUser({ userId, exceptSid: mine.sid, ...byAdmin });
    expect(await commands.revokeUser({ userId, exceptSid: other.sid, ...byAdmin })).toEqual({
      ok: false,
      refusal: { code: 'EXCEPT_NOT_LIVE' },
    });
    expect(await commands.revokeUser({ userId: newUserId(), exceptSid: mine.sid, ...byAdmin })).toEqual({
      ok: false,
      refusal: { code: 'EXCEPT_NOT_LIVE' },
    });
    expect(await commands.epochsOf(userId)).toEqual({ user: 1, realm: 0 });
    expect(await commands.find(mine.sid)).toMatchObject({ live: true });
  });

  it('a session that the other epoch has ended is no exception either', async () => {
    const { commands } = path;
    const mine = await started(commands, userId);
    await commands.revokeEveryone(byAdmin);
    expect(await commands.revokeUser({ userId, exceptSid: mine.sid, ...byAdmin })).toEqual({
      ok: false,
      refusal: { code: 'EXCEPT_NOT_LIVE' },
    });
    const next = await started(commands, userId);
    await commands.revokeUser({ userId, ...byAdmin });
    expect(await commands.revokeEveryone({ exceptSid: next.sid, ...byAdmin })).toEqual({
      ok: false,
      refusal: { code: 'EXCEPT_NOT_LIVE' },
    });
  });

  it('its job is enqueued when the epoch is out', async () => {
    const { commands, engine } = path;
    const outcome = await commands.revokeUser({ userId, ...byAdmin });
    await commands.relay.idle();
    expect(outcome.ok && (await engine.jobs.progress('end-overtaken', outcome.value.jobId))).toMatchObject({
      state: 'waiting',
    });
    expect(await engine.directory.unfinishedEpochs({ limit: 10 })).toMatchObject({
      items: [{ owner: { type: 'user', userId }, epoch: 1, endedThroughEpoch: 0 }],
    });
  });
});

describe('starts and epochs', () => {
  it('a start with epochs read before the password was checked is refused where one rose since', async () => {
    const { commands } = path;
    const epochs = await commands.epochsOf(userId);
    expect((await commands.start(startRequest(userId, { epochs }))).ok).toBe(true);
    await commands.revokeUser({ userId, ...byAdmin });
    expect(await commands.start(startRequest(userId, { epochs }))).toEqual({
      ok: false,
      refusal: { code: 'SIGN_IN_OVERTAKEN' },
    });
    expect((await commands.start(startRequest(userId, { epochs: await commands.epochsOf(userId) }))).ok).toBe(true);
  });

  it('a start that an epoch overtakes between its append and its second read ends itself', async () => {
    const { engine, clock, commands } = path;
    const faults: Faults = {};
    const slow = openWriter(faultyEngine(engine, faults), { nowMs: clock.nowMs });
    faults.append = async (_, write) => {
      delete faults.append;
      await write();
      await commands.revokeEveryone(byAdmin);
    };
    expect(await slow.commands.start(startRequest(userId))).toEqual({
      ok: false,
      refusal: { code: 'SIGN_IN_OVERTAKEN' },
    });
    await slow.commands.relay.idle();
    const created = (await loggedEvents(engine)).find(({ type }) => type === 'SessionCreated');
    const sid = created?.stream.slice('session:'.length) ?? '';
    expect((await commitsOf(engine, sid)).map(({ events }) => events[0].type)).toEqual([
      'SessionCreated',
      'SessionRevoked',
    ]);
    expect(await commands.find(sid)).toMatchObject({ live: false, endReason: 'sign-in-overtaken' });
  });
});

describe('a second read that fails', () => {
  it('leaves the start pending: the sweeper ends it, whoever was told what', async () => {
    const { engine, clock, commands } = path;
    const faults: Faults = {};
    const failing = openWriter(faultyEngine(engine, faults), { nowMs: clock.nowMs });
    faults.append = async (commit, write) => {
      if (commit.version > 1) throw new EngineError('UNAVAILABLE', 'the store is down');
      await write();
      await commands.revokeUser({ userId, ...byAdmin });
    };
    await expect(failing.commands.start(startRequest(userId))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await failing.commands.relay.idle();
    const [pending] = await pendingIds(engine);
    expect(pending).toMatch(/^session:.*@0000000001$/);

    clock.advance(2_000);
    await commands.relay.sweep();
    await commands.relay.idle();
    const sid = pending?.slice('session:'.length, pending.indexOf('@')) ?? '';
    expect(await commands.find(sid)).toMatchObject({ live: false, session: { status: 'revoked' } });
    expect(await pendingIds(engine)).toEqual([]);
  });
});

describe('an epoch outlives what only remembers for a window', () => {
  it('raised, its job never run, the window long past, the process restarted: still refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atlas-epochs-'));
    const file = join(folder, 'sessions.db');
    const clock = manualClock();
    try {
      const before = await openEmbeddedEngine({ path: file, nowMs: clock.nowMs });
      const first = openWriter(before, { nowMs: clock.nowMs });
      const session = await started(first.commands, userId);
      const excepted = await started(first.commands, userId);
      await first.commands.revokeUser({ userId, exceptSid: excepted.sid, ...byAdmin });
      await first.commands.relay.close();
      await before.close();

      clock.advance(48 * 60 * 60 * 1_000);
      const after = await openEmbeddedEngine({ path: file, nowMs: clock.nowMs });
      const second = openWriter(after, { nowMs: clock.nowMs });
      expect(await second.commands.find(session.sid)).toMatchObject({
        live: false,
        endReason: 'security',
        session: { status: 'active' },
      });
      expect(await second.commands.refresh(refreshRequest(session))).toMatchObject({
        refusal: { code: 'SESSION_ENDED', endReason: 'security' },
      });
      expect(await second.commands.sessionsOf(userId, { limit: 10 })).toMatchObject({
        items: [{ session: { sid: excepted.sid } }],
      });
      expect(await second.commands.refresh(refreshRequest(excepted))).toMatchObject({ ok: true });
      await second.commands.relay.close();
      await after.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
