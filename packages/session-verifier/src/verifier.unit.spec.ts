import {
  buildEveryoneNotice,
  buildHeartbeat,
  buildSessionNotice,
  buildUserNotice,
  manualClock,
} from '@atlasnode/testkit';
import type { Notice } from '@atlasnode/session-events';
import { describe, expect, it, vi } from 'vitest';
import { AUDIENCE, fresh, ISSUER, newSigningKey, signToken, START_MS } from './issuer.fixture.js';
import {
  createVerifier,
  fixedKeys,
  RevocationView,
  type LiveVerifierOptions,
  type StaleReport,
  type Verifier,
} from './index.js';
import { WrittenChannel } from './view/channel.fixture.js';

const key = newSigningKey();
const WINDOW_MS = 960_000;

async function openLive(overrides: Partial<LiveVerifierOptions> = {}) {
  const clock = manualClock(START_MS);
  const channel = new WrittenChannel(START_MS);
  const view = new RevocationView({ windowMs: WINDOW_MS });
  view.startOver();
  view.finishReading(channel.end);
  const verifier = createVerifier({
    strategy: 'live',
    issuer: ISSUER,
    audience: AUDIENCE,
    keys: fixedKeys([key.jwk]),
    view,
    nowMs: clock.nowMs,
    ...overrides,
  });
  await Promise.resolve();
  return {
    clock,
    view,
    verifier,
    notice: (one: Notice) => view.apply(channel.write(one)),
    skip: () => channel.write(buildSessionNotice()),
    channel,
    /** Time passes for everybody, and nothing is heard. */
    wait: (ms: number) => {
      clock.advance(ms);
      channel.advance(ms);
    },
    heartbeat: () => view.apply(channel.write(buildHeartbeat({ windowMs: WINDOW_MS }))),
  };
}

async function seenBefore(verifier: Verifier, token: string): Promise<void> {
  expect(await verifier.verify(fresh(token))).toMatchObject({ ok: true });
}

describe('a token seen before', () => {
  it('is answered without a promise, with the very same session', async () => {
    const { verifier } = await openLive();
    const token = signToken(key);
    const first = await verifier.verify(fresh(token));
    expect(verifier.verify(fresh(token))).toBe(first);
    expect(verifier.metrics()).toMatchObject({ hits: 1, misses: 1, cachedTokens: 1 });
  });

  it.each([
    ['its session', (sid: string) => buildSessionNotice({ sid, userId: 'ana' })],
    ['all of its user', () => buildUserNotice({ userId: 'ana', epoch: 1 })],
    ['everyone', () => buildEveryoneNotice({ epoch: 1 })],
  ])('is refused in the very turn in which a notice ended %s', async (_what, noticeOf) => {
    const { verifier, notice } = await openLive();
    const token = signToken(key, { sid: 'sid-1' });
    await seenBefore(verifier, token);
    notice(noticeOf('sid-1'));
    expect(verifier.verify(fresh(token))).toMatchObject({ ok: false, code: 'SESSION_ENDED' });
  });

  it("is refused by the process's own notice, before the channel has brought it back", async () => {
    const { verifier, view, channel } = await openLive();
    const token = signToken(key, { sid: 'sid-1' });
    await seenBefore(verifier, token);
    view.applyEarly(channel.write(buildSessionNotice({ sid: 'sid-1', userId: 'ana' })));
    expect(verifier.verify(fresh(token))).toMatchObject({ ok: false, code: 'SESSION_ENDED' });
  });

  it('stays accepted where the notice is about another session of its user, or spares it', async () => {
    const { verifier, notice } = await openLive();
    const token = signToken(key, { sid: 'sid-1' });
    await seenBefore(verifier, token);
    notice(buildSessionNotice({ sid: 'sid-2', userId: 'ana' }));
    notice(buildUserNotice({ userId: 'ana', epoch: 1, exceptSid: 'sid-1' }));
    notice(buildUserNotice({ userId: 'bruno', epoch: 9 }));
    notice(buildEveryoneNotice({ epoch: 1, exceptSid: 'sid-1' }));
    expect(verifier.verify(fresh(token))).toMatchObject({ ok: true });
  });

  it('is refused once it has expired, by the same tolerance as one first seen', async () => {
    const { verifier, wait, heartbeat } = await openLive();
    const token = signToken(key);
    await seenBefore(verifier, token);
    wait(604_999);
    heartbeat();
    expect(verifier.verify(fresh(token))).toMatchObject({ ok: true });
    wait(1);
    expect(verifier.verify(fresh(token))).toMatchObject({ ok: false, code: 'TOKEN_EXPIRED' });
  });

  it('is refused once its key has left the key set', async () => {
    const other = newSigningKey('k2');
    let jwks = [key.jwk];
    const { verifier, wait, heartbeat } = await openLive({ keys: { keys: async () => jwks } });
    const token = signToken(key);
    await seenBefore(verifier, token);
    jwks = [other.jwk];
    wait(300_000);
    heartbeat();
    await verifier.verify(fresh(token));
    await vi.waitFor(async () => expect(await verifier.verify(fresh(token))).toMatchObject({ code: 'KEY_UNKNOWN' }));
  });

  it('is not mistaken for another that ends in the same 32 characters', async () => {
    const { verifier } = await openLive();
    const token = signToken(key);
    await seenBefore(verifier, token);
    const [header, , signature] = token.split('.');
    const claims = Buffer.from(JSON.stringify({ sub: 'mallory' })).toString('base64url');
    expect(await verifier.verify(`${header}.${claims}.${signature}`)).toMatchObject({ code: 'TOKEN_SIGNATURE' });
  });

  it('is forgotten first where it is not used: the cache holds no more than it may', async () => {
    const { verifier } = await openLive({ cacheSize: 50 });
    const used = signToken(key, { sub: 'used' });
    await verifier.verify(used);
    for (let index = 0; index < 200; index += 1) {
      await verifier.verify(signToken(key, { sub: `user-${index % 3}` }));
      await verifier.verify(fresh(used));
    }
    expect(verifier.metrics()).toMatchObject({ cachedTokens: 50, hits: 200 });
  });

  it('is verified anew after the view was reloaded: what it was concluded from may have lacked a revocation', async () => {
    const { verifier, view } = await openLive();
    const token = signToken(key, { sid: 'sid-1' });
    await seenBefore(verifier, token);
    view.loadSnapshot({ ...view.snapshot(), sessions: [{ sid: 'sid-1', forgetAtMs: START_MS + WINDOW_MS }] });
    expect(await verifier.verify(fresh(token))).toMatchObject({ code: 'SESSION_ENDED' });
  });
});

describe('a token first seen', () => {
  it('is refused where its session has ended before, and ever after', async () => {
    const { verifier, notice } = await openLive();
    notice(buildSessionNotice({ sid: 'sid-1' }));
    const token = signToken(key, { sid: 'sid-1' });
    for (let time = 0; time < 2; time += 1) {
      expect(await verifier.verify(fresh(token))).toMatchObject({ ok: false, code: 'SESSION_ENDED' });
    }
    expect(verifier.metrics().refusals).toEqual({ SESSION_ENDED: 2 });
  });

  it('is refused where its session ended while the key set was waited for', async () => {
    let give: (keys: readonly (typeof key.jwk)[]) => void = () => undefined;
    const keys = { keys: () => new Promise<readonly (typeof key.jwk)[]>((resolve) => (give = resolve)) };
    const { verifier, notice } = await openLive({ keys });
    const answer = verifier.verify(signToken(key, { sid: 'sid-1' }));
    notice(buildSessionNotice({ sid: 'sid-1' }));
    give([key.jwk]);
    expect(await answer).toMatchObject({ code: 'SESSION_ENDED' });
  });
});

describe('a stale view', () => {
  const STALE_MS = 9_001;

  it('is one whose latest record is older than may be, the clock skew counted in', async () => {
    const { verifier, wait, heartbeat } = await openLive({ onStale: 'deny' });
    const token = signToken(key);
    wait(9_000);
    expect(await verifier.verify(token)).toMatchObject({ ok: true });
    wait(1);
    expect(verifier.stalenessMs()).toBe(10_001);
    expect(verifier.ready()).toBe(false);
    expect(await verifier.verify(token)).toMatchObject({ ok: false, code: 'STALE' });
    heartbeat();
    expect(verifier.ready()).toBe(true);
    expect(await verifier.verify(token)).toMatchObject({ ok: true });
  });

  it('is one that is not ready, whatever its time says', async () => {
    const { verifier, skip, heartbeat } = await openLive();
    skip();
    heartbeat();
    expect(verifier.stalenessMs()).toBe(Number.POSITIVE_INFINITY);
    expect(await verifier.verify(signToken(key))).toMatchObject({ code: 'STALE' });
  });

  it('is one that is no longer heard of: after close nothing is let through on its word', async () => {
    const { verifier } = await openLive();
    const token = signToken(key);
    await seenBefore(verifier, token);
    await verifier.close();
    expect(await verifier.verify(token)).toMatchObject({ code: 'STALE' });
  });

  it('denies by default where nobody can be asked', async () => {
    const { verifier, wait } = await openLive();
    wait(STALE_MS);
    expect(await verifier.verify(signToken(key))).toMatchObject({ code: 'STALE' });
    expect(verifier.metrics().staleDecisions).toEqual({ introspected: 0, denied: 1, allowed: 0 });
  });

  it('allows where it is told to, counted and reported each time', async () => {
    const onStaleDecision = vi.fn<(report: StaleReport) => void>();
    const { verifier, wait } = await openLive({ onStale: 'allow', onStaleDecision });
    wait(STALE_MS);
    const token = signToken(key, { sid: 'sid-1' });
    expect(await verifier.verify(token)).toMatchObject({ ok: true });
    expect(await verifier.verify(token)).toMatchObject({ ok: true });
    expect(verifier.metrics().staleDecisions).toEqual({ introspected: 0, denied: 0, allowed: 2 });
    expect(onStaleDecision.mock.calls).toEqual([
      [{ decision: 'allowed', stalenessMs: 10_001, sid: 'sid-1' }],
      [{ decision: 'allowed', stalenessMs: 10_001, sid: 'sid-1' }],
    ]);
  });

  it.each(['allow', 'introspect'] as const)(
    'lets nothing through that it knows to have ended, even under %s',
    async (onStale) => {
      const { verifier, wait, notice } = await openLive({ onStale, introspect: async () => true });
      notice(buildSessionNotice({ sid: 'sid-1' }));
      wait(STALE_MS);
      expect(await verifier.verify(signToken(key, { sid: 'sid-1' }))).toMatchObject({ code: 'SESSION_ENDED' });
    },
  );

  it('refuses what has expired or is forged without asking anybody', async () => {
    const introspect = vi.fn<(token: string) => Promise<boolean>>(async () => true);
    const { verifier, wait } = await openLive({ introspect });
    wait(STALE_MS);
    expect(await verifier.verify(signToken(key, { exp: START_MS / 1000 }))).toMatchObject({ code: 'TOKEN_EXPIRED' });
    expect(await verifier.verify(signToken(newSigningKey()))).toMatchObject({ code: 'TOKEN_SIGNATURE' });
    expect(introspect).not.toHaveBeenCalled();
  });

  it('asks the service by default: its word counts, and each request is asked for anew', async () => {
    const answers = [true, false];
    const introspect = vi.fn<(token: string) => Promise<boolean>>(async () => answers.shift() === true);
    const { verifier, wait } = await openLive({ introspect });
    wait(STALE_MS);
    const token = signToken(key);
    expect(await verifier.verify(token)).toMatchObject({ ok: true });
    expect(await verifier.verify(token)).toMatchObject({ code: 'SESSION_ENDED' });
    expect(introspect.mock.calls).toEqual([[token], [token]]);
  });

  it('denies where the service does not answer', async () => {
    const { verifier, wait } = await openLive({ introspect: () => Promise.reject(new Error('down')) });
    wait(STALE_MS);
    expect(await verifier.verify(signToken(key))).toMatchObject({ code: 'STALE' });
    expect(verifier.metrics()).toMatchObject({ introspectionFailures: 1, staleDecisions: { denied: 1 } });
  });

  it('asks once for a token however many requests bring it, and denies beyond the cap', async () => {
    let answer: (active: boolean) => void = () => undefined;
    const introspect = vi.fn<(token: string) => Promise<boolean>>(() => new Promise((resolve) => (answer = resolve)));
    const { verifier, wait } = await openLive({ introspect, maxIntrospections: 1 });
    wait(STALE_MS);
    const token = signToken(key);
    const waiting = [1, 2, 3].map(async () => verifier.verify(fresh(token)));
    expect(await verifier.verify(signToken(key))).toMatchObject({ code: 'STALE' });
    answer(true);
    expect(await Promise.all(waiting)).toMatchObject([{ ok: true }, { ok: true }, { ok: true }]);
    expect(introspect).toHaveBeenCalledTimes(1);
    expect(verifier.metrics()).toMatchObject({
      introspectionsRejected: 1,
      staleDecisions: { introspected: 3, denied: 1 },
    });
  });

  it('refuses where the notice comes while the service is asked', async () => {
    let answer: (active: boolean) => void = () => undefined;
    const { verifier, wait, notice } = await openLive({
      introspect: () => new Promise((resolve) => (answer = resolve)),
    });
    wait(STALE_MS);
    const judged = verifier.verify(signToken(key, { sid: 'sid-1' }));
    notice(buildSessionNotice({ sid: 'sid-1' }));
    answer(true);
    expect(await judged).toMatchObject({ code: 'SESSION_ENDED' });
  });
});

describe('options', () => {
  const common = { issuer: ISSUER, audience: AUDIENCE, keys: fixedKeys([]) };

  it.each([
    ['live without a source or a view', { ...common, strategy: 'live' as const }],
    [
      'introspect with nobody to ask',
      { ...common, strategy: 'live' as const, view: new RevocationView(), onStale: 'introspect' as const },
    ],
    ['no audience', { ...common, audience: [], strategy: 'jwt' as const }],
    ['no issuer', { ...common, issuer: '', strategy: 'jwt' as const }],
    ['a tolerance that a view does not remember', { ...common, strategy: 'jwt' as const, clockToleranceMs: 60_001 }],
  ])('that contradict each other are a TypeError: %s', (_what, options) => {
    expect(() => createVerifier(options)).toThrow(TypeError);
  });
});

it('tells of each end after it is in force, until told to stop', async () => {
  const { verifier, notice } = await openLive();
  const token = signToken(key, { sid: 'sid-1' });
  await seenBefore(verifier, token);
  const judgedThen: unknown[] = [];
  const stop = verifier.onEnded(() => judgedThen.push(verifier.verify(fresh(token))));
  notice(buildSessionNotice({ sid: 'sid-1', userId: 'ana' }));
  stop();
  notice(buildSessionNotice());
  expect(judgedThen).toMatchObject([{ code: 'SESSION_ENDED' }]);
});
