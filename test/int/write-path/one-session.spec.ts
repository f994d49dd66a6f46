import { verifyChain } from '@atlasnode/session-commands';
import { DEFAULT_POLICY } from '@atlasnode/session-domain';
import { sessionStream } from '@atlasnode/session-events';
import { newSid, newUserId } from '@atlasnode/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  commitsOf,
  loggedEvents,
  noticesOn,
  openWritePath,
  pendingIds,
  refreshRequest,
  started,
  type WritePath,
} from '../../harness/write-path.js';

let path: WritePath;
let kid = 'k1';
const userId = newUserId();

beforeEach(async () => {
  kid = 'k1';
  path = await openWritePath({ mintingKid: () => kid });
});
afterEach(async () => {
  await path.commands.relay.close();
  expect(path.faults).toEqual([]);
  await path.engine.close();
});

describe('starting a session', () => {
  it('answers when the session is durable and listed, and then brings everything out', async () => {
    const { commands, engine } = path;
    const session = await started(commands, userId);
    expect(await engine.directory.find(session.sid)).toMatchObject({
      userId,
      status: 'active',
      version: 1,
      checkAtMs: session.idleDueAtMs,
    });
    expect(await commands.sessionsOf(userId, { limit: 10 })).toMatchObject({ items: [{ session, live: true }] });

    await commands.relay.idle();
    expect(await pendingIds(engine)).toEqual([]);
    expect(await loggedEvents(engine)).toMatchObject([
      { type: 'SessionCreated', stream: sessionStream(session.sid), actor: { type: 'service', id: 'demo' } },
    ]);
    expect(await noticesOn(engine)).toEqual([]);
  });

  it('keeps personal data beside digests that stand for it', async () => {
    const { device } = await started(path.commands, userId);
    expect(device).toMatchObject({ label: 'Firefox', ip: '192.0.2.7', userAgent: 'Mozilla/5.0' });
    expect(device.ipDigest).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(device.userAgentDigest).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(device.salt?.length).toBeGreaterThan(20);
    const again = await started(path.commands, userId);
    expect(again.device.ipDigest).not.toBe(device.ipDigest);
  });

  it('survives text that is not well-formed Unicode', async () => {
    const session = await started(path.commands, userId, { device: { userAgent: 'Moz\ud800illa' }, amr: ['\udfff'] });
    const stored = (await commitsOf(path.engine, session.sid)).flatMap(({ events }) => events);
    expect(verifyChain(sessionStream(session.sid), stored).ok).toBe(true);
  });
});

describe('refreshing', () => {
  it('rotates past the grace, with the key that mints now, and knows the key before', async () => {
    const { commands, engine, clock } = path;
    const session = await started(commands, userId);
    clock.advance(DEFAULT_POLICY.graceMs);
    kid = 'k2';
    const refreshed = await commands.refresh(refreshRequest(session, { active: true }));
    const salt = (await commitsOf(engine, session.sid))[0]?.secret?.salt;
    expect(refreshed).toMatchObject({
      ok: true,
      value: {
        rotated: true,
        nowMs: clock.nowMs(),
        session: { generation: 2, lastActiveAtMs: clock.nowMs() },
        secret: { salt, kid: 'k2', previousKid: 'k1' },
      },
    });

    // The same key again: nothing but the present one is needed to tell the generation before.
    clock.advance(DEFAULT_POLICY.graceMs);
    const third = await commands.refresh(refreshRequest(session, { generation: 2 }));
    expect(third).toMatchObject({ ok: true, value: { session: { generation: 3 } } });
    expect(third.ok && third.value.secret).toEqual({ salt, kid: 'k2' });
  });

  it('gives the present generation again inside the grace, and writes nothing', async () => {
    const { commands, engine, clock } = path;
    const session = await started(commands, userId);
    clock.advance(1_000);
    expect(await commands.refresh(refreshRequest(session))).toMatchObject({
      ok: true,
      value: { rotated: false, session: { generation: 1 }, nowMs: clock.nowMs() },
    });
    expect(await commitsOf(engine, session.sid)).toHaveLength(1);
  });

  it('a token that is not authentic touches no stream, whatever generation it claims', async () => {
    const { commands, engine, clock } = path;
    const session = await started(commands, userId);
    clock.advance(DEFAULT_POLICY.graceMs);
    for (const generation of [0, 1, 2, 99]) {
      const forged = { ...refreshRequest(session, { generation }), isAuthentic: () => false };
      expect(await commands.refresh(forged)).toEqual({ ok: false, refusal: { code: 'REFRESH_TOKEN_INVALID' } });
    }
    expect(await commitsOf(engine, session.sid)).toHaveLength(1);
    expect(await commands.refresh({ ...refreshRequest(session), sid: newSid() })).toEqual({
      ok: false,
      refusal: { code: 'UNKNOWN_SESSION' },
    });
  });

  it('a reuse ends the session: it is recorded who presented what, and the notice is out before the refusal', async () => {
    const { commands, engine, applied } = path;
    const session = await started(commands, userId);
    const stolen = { ...refreshRequest(session, { generation: 7 }), device: { ip: '203.0.113.9' } };
    expect(await commands.refresh(stolen)).toEqual({
      ok: false,
      refusal: { code: 'REFRESH_REUSED', kind: 'unknown-generation' },
    });
    expect(applied).toMatchObject([
      { notice: { kind: 'session', sid: session.sid, reason: 'refresh-reuse', actor: { type: 'policy' } } },
    ]);
    const [, ended] = await commitsOf(engine, session.sid);
    expect(ended?.events).toMatchObject([
      { type: 'RefreshReuseDetected', data: { presentedGeneration: 7, presentedBy: { ip: '203.0.113.9' } } },
      { type: 'SessionRevoked', data: { through: 'reuse' } },
    ]);
    expect(await commands.refresh(refreshRequest(session))).toMatchObject({
      refusal: { code: 'SESSION_ENDED', endReason: 'refresh-reuse' },
    });
  });

  it('a session that is due is refused and expired at once, before any sweep', async () => {
    const { commands, clock } = path;
    const session = await started(commands, userId);
    clock.set(session.idleDueAtMs);
    expect(await commands.refresh(refreshRequest(session, { active: true }))).toMatchObject({
      refusal: { code: 'SESSION_ENDED', endReason: 'idle' },
    });
    expect(await commands.find(session.sid)).toMatchObject({
      live: false,
      endReason: 'idle',
      session: { status: 'expired' },
    });
  });

  it('a device that moved is recorded anew; one that did not keeps its digests', async () => {
    const { commands, clock } = path;
    const session = await started(commands, userId);
    clock.advance(DEFAULT_POLICY.graceMs);
    const same = await commands.refresh({ ...refreshRequest(session), device: { ip: '192.0.2.7' } });
    expect(same.ok && same.value.session.device).toEqual(session.device);
    clock.advance(DEFAULT_POLICY.graceMs);
    const moved = await commands.refresh({
      ...refreshRequest(session, { generation: 2 }),
      device: { ip: '198.51.100.4' },
    });
    expect(moved).toMatchObject({
      value: { session: { device: { label: 'Firefox', ip: '198.51.100.4', userAgent: 'Mozilla/5.0' } } },
    });
    expect(moved.ok && moved.value.session.device.ipDigest).not.toBe(session.device.ipDigest);
  });

  it('leaves the directory alone, unless the session is due earlier than before', async () => {
    const { commands, engine, clock } = path;
    const session = await started(commands, userId);
    clock.advance(DEFAULT_POLICY.graceMs);
    await commands.refresh(refreshRequest(session, { active: true }));
    await commands.relay.idle();
    expect(await engine.directory.find(session.sid)).toMatchObject({ version: 1, checkAtMs: session.idleDueAtMs });

    clock.advance(DEFAULT_POLICY.graceMs);
    const shorter = { ...DEFAULT_POLICY, idleTimeoutMs: 600_000 };
    await commands.refresh(refreshRequest(session, { generation: 2, active: true, policy: shorter }));
    await commands.relay.idle();
    expect(await engine.directory.find(session.sid)).toMatchObject({ version: 3, checkAtMs: clock.nowMs() + 600_000 });
  });
});

describe('revoking', () => {
  it('is acknowledged when the notice is durable and the own view has it', async () => {
    const { commands, engine, applied } = path;
    const session = await started(commands, userId);
    const request = {
      sid: session.sid,
      reason: 'ended-by-admin',
      note: 'left',
      actor: { type: 'admin', id: 'ada' },
    } as const;
    expect(await commands.revoke(request)).toEqual({
      ok: true,
      value: { sid: session.sid, ended: true, propagation: 'acknowledged' },
    });
    expect(applied).toMatchObject([
      { notice: { kind: 'session', sid: session.sid, userId, reason: 'ended-by-admin', actor: { type: 'admin' } } },
    ]);
    expect(await noticesOn(engine)).toEqual(applied);
    expect(await commands.find(session.sid)).toMatchObject({ live: false, endReason: 'ended-by-admin' });
    expect(await commands.sessionsOf(userId, { limit: 10 })).toEqual({ items: [] });

    await commands.relay.idle();
    expect(await engine.directory.find(session.sid)).toMatchObject({ status: 'ended', version: 2 });
    expect(await commands.revoke(request)).toEqual({
      ok: true,
      value: { sid: session.sid, ended: false, propagation: 'acknowledged' },
    });
    expect(await commitsOf(engine, session.sid)).toHaveLength(2);
    expect(applied).toHaveLength(1);
  });

  it("does not know another user's session", async () => {
    const session = await started(path.commands, userId);
    const request = {
      sid: session.sid,
      reason: 'signed-out',
      actor: { type: 'user' },
      onlyOfUser: newUserId(),
    } as const;
    expect(await path.commands.revoke(request)).toEqual({ ok: false, refusal: { code: 'UNKNOWN_SESSION' } });
    expect(await path.commands.find(session.sid)).toMatchObject({ live: true });
  });
});

describe('expiring', () => {
  it('a session that was used meanwhile is looked at again when it is due', async () => {
    const { commands, engine, clock } = path;
    const session = await started(commands, userId);
    clock.advance(DEFAULT_POLICY.graceMs);
    await commands.refresh(refreshRequest(session, { active: true }));
    clock.set(session.idleDueAtMs);
    expect(await commands.expire(session.sid)).toEqual({ ok: true, value: 'not-due' });
    expect(await engine.directory.find(session.sid)).toMatchObject({
      checkAtMs: session.idleDueAtMs + DEFAULT_POLICY.graceMs,
    });
    clock.advance(DEFAULT_POLICY.graceMs);
    expect(await commands.expire(session.sid)).toEqual({ ok: true, value: 'expired' });
    expect(await commands.expire(session.sid)).toEqual({ ok: true, value: 'already-ended' });
    await commands.relay.idle();
    expect(await noticesOn(engine)).toMatchObject([
      { notice: { sid: session.sid, reason: 'idle', actor: { type: 'policy' } } },
    ]);
    expect(await engine.directory.due(clock.nowMs(), { limit: 10 })).toEqual({ items: [] });
  });
});

describe('the chain', () => {
  it('runs through every commit of a stream, and names the first link that was touched', async () => {
    const { commands, engine, clock } = path;
    const session = await started(commands, userId);
    for (let generation = 1; generation <= 4; generation += 1) {
      clock.advance(DEFAULT_POLICY.graceMs);
      await commands.refresh(refreshRequest(session, { generation, active: true }));
    }
    await commands.refresh(refreshRequest(session, { generation: 1 }));
    const stream = sessionStream(session.sid);
    const commits = await commitsOf(engine, session.sid);
    const events = commits.flatMap((commit) => commit.events);
    const tail = commits.at(-1)!.hash;
    expect(events).toHaveLength(7);
    expect(verifyChain(stream, events, tail)).toEqual({ ok: true, events: 7, headHash: tail });

    const erased = structuredClone(events) as Array<{ data: { session: { device: Record<string, unknown> } } }>;
    for (const { data } of erased) for (const field of ['ip', 'userAgent', 'salt']) delete data.session.device[field];
    expect(verifyChain(stream, erased as never, tail).ok).toBe(true);

    const touched = events.map((event) =>
      event.version === 3 ? { ...event, actor: { type: 'admin' as const } } : event,
    );
    expect(verifyChain(stream, touched)).toMatchObject({ ok: false, brokenAt: `${stream}@0000000003.0`, why: 'hash' });
    expect(verifyChain(stream, events.toSpliced(2, 1))).toMatchObject({
      ok: false,
      brokenAt: `${stream}@0000000003.0`,
      why: 'position',
    });
    expect(verifyChain(stream, events.slice(0, -1), tail)).toMatchObject({
      ok: false,
      brokenAt: `${stream}@0000000007.0`,
      why: 'tail',
    });
  });
});
