import { DEFAULT_POLICY } from '@atlasnode/session-domain';
import { newUserId, race } from '@atlasnode/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitsOf, openWritePath, refreshRequest, startRequest, type WritePath } from '../../harness/write-path.js';

let path: WritePath;
const userId = newUserId();
const idempotency = { key: 'a-key', requestDigest: 'digest-of-the-body' };

beforeEach(async () => {
  path = await openWritePath();
});
afterEach(async () => {
  await path.commands.relay.close();
  await path.engine.close();
});

async function startOnce(overrides: Parameters<typeof startRequest>[1] = {}) {
  const outcome = await path.commands.start(startRequest(userId, { idempotency, ...overrides }));
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
}

describe('a start with an idempotency key', () => {
  it('repeated, it is answered from the first: the same session, secret and generation, and nothing is written', async () => {
    const first = await startOnce();
    path.clock.advance(5_000);
    const again = await startOnce();
    expect(again).toEqual({ session: first.session, secret: first.secret, nowMs: path.clock.nowMs(), repeated: true });
    expect(first.session.sid).toMatch(/^.{14}8/);
    expect(await commitsOf(path.engine, first.session.sid)).toHaveLength(1);
  });

  it('another body under the same key is refused', async () => {
    await startOnce();
    const changed = startRequest(userId, { idempotency: { ...idempotency, requestDigest: 'another' } });
    expect(await path.commands.start(changed)).toEqual({ ok: false, refusal: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  it('the same key of another client is another session', async () => {
    const first = await startOnce();
    const second = await startOnce({ clientId: 'other' });
    expect(second.session.sid).not.toBe(first.session.sid);
    expect(second.repeated).toBeUndefined();
  });

  it('repeated at the same time by many, there is one session and everyone gets it', async () => {
    const { won, lost } = await race(20, () => startOnce());
    expect(lost).toEqual([]);
    expect(new Set(won.map(({ session }) => session.sid)).size).toBe(1);
    expect(won.filter(({ repeated }) => repeated !== true)).toHaveLength(1);
    expect(await commitsOf(path.engine, won.at(0)?.session.sid ?? '')).toHaveLength(1);
  });

  it('repeated after a refresh, it is answered with the generation it was given, and due times as they are now', async () => {
    const first = await startOnce();
    path.clock.advance(DEFAULT_POLICY.graceMs);
    await path.commands.refresh(refreshRequest(first.session, { active: true }));
    const again = await startOnce();
    expect(again).toMatchObject({
      repeated: true,
      secret: first.secret,
      session: { generation: 1, idleDueAtMs: path.clock.nowMs() + DEFAULT_POLICY.idleTimeoutMs },
    });
    expect(await commitsOf(path.engine, first.session.sid)).toHaveLength(2);
  });

  it('repeated after the session has ended, by whatever, it is refused: nothing lives again', async () => {
    const { session } = await startOnce();
    await path.commands.revoke({ sid: session.sid, reason: 'signed-out', actor: { type: 'user' } });
    const repeat = startRequest(userId, { idempotency });
    expect(await path.commands.start(repeat)).toMatchObject({
      refusal: { code: 'SESSION_ENDED', endReason: 'signed-out' },
    });
  });

  it('repeated after an epoch has ended the session, it is refused', async () => {
    await startOnce();
    await path.commands.relay.idle();
    await path.commands.revokeUser({ userId, reason: 'password-changed', actor: { type: 'user' } });
    expect(await path.commands.start(startRequest(userId, { idempotency }))).toMatchObject({
      refusal: { code: 'SESSION_ENDED', endReason: 'password-changed' },
    });
  });

  it('repeated after the session was due, it is refused', async () => {
    const { session } = await startOnce();
    await path.commands.relay.idle();
    path.clock.set(session.idleDueAtMs);
    expect(await path.commands.start(startRequest(userId, { idempotency }))).toMatchObject({
      refusal: { code: 'SESSION_ENDED', endReason: 'idle' },
    });
  });
});
