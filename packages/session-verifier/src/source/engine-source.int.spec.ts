import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { buildHeartbeat, buildSessionNotice, eventually } from '@atlasnode/testkit';
import type { RevocationRecord } from '@atlasnode/session-events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { engineSource, type RevocationFeedListener } from '../engine.js';
import { AUDIENCE, ISSUER, newSigningKey, signToken } from '../issuer.fixture.js';
import { createVerifier, fixedKeys, LONGEST_WINDOW_MS, RevocationView } from '../index.js';

const HEARTBEAT = buildHeartbeat({ windowMs: 960_000 });

async function openEngine() {
  const engine = await openEmbeddedEngine({ path: ':memory:' });
  onTestFinished(() => engine.close());
  return engine;
}

describe('on a real engine', () => {
  it('a verifier refuses a token the moment the publishing of its notice resolves', async () => {
    const { revocations } = await openEngine();
    const key = newSigningKey();
    const verifier = createVerifier({
      strategy: 'live',
      issuer: ISSUER,
      audience: AUDIENCE,
      keys: fixedKeys([key.jwk]),
      source: engineSource(revocations),
    });
    onTestFinished(() => verifier.close());
    await revocations.heartbeat(HEARTBEAT);
    await eventually(() => expect(verifier.ready()).toBe(true));
    const exp = Math.floor(Date.now() / 1000) + 600;
    const token = signToken(key, { sid: 'sid-1', iat: exp - 600, exp });
    expect(await verifier.verify(token)).toMatchObject({ ok: true });
    await revocations.publish(buildSessionNotice({ sid: 'sid-1', userId: 'ana' }));
    expect(verifier.verify(token)).toMatchObject({ ok: false, code: 'SESSION_ENDED' });
  });

  it('a view that opens late has everything of the window, and is fresh by the next heartbeat', async () => {
    const { revocations } = await openEngine();
    const notices = [1, 2, 3].map(() => buildSessionNotice());
    for (const notice of notices) await revocations.publish(notice);
    const view = new RevocationView();
    const source = engineSource(revocations).open(view);
    onTestFinished(() => source.close());
    await eventually(() => expect(view.ready).toBe(true));
    await revocations.heartbeat(HEARTBEAT);
    await eventually(() => expect(view.stalenessMs(Date.now())).toBeLessThan(2_000));
    expect(view.windowMs).toBe(960_000);
    for (const { sid, userId } of notices) {
      expect(view.isRevoked({ sid, userId, userEpoch: 0, realmEpoch: 0 })).toBe(true);
    }
  });

  it('once closed applies nothing more, and the view no longer counts', async () => {
    const { revocations } = await openEngine();
    const view = new RevocationView();
    const source = engineSource(revocations).open(view);
    await eventually(() => expect(view.ready).toBe(true));
    await source.close();
    await revocations.publish(buildSessionNotice());
    expect({ ready: view.ready, size: view.size }).toEqual({ ready: false, size: 0 });
  });
});

/** Not the port, but a channel that breaks its promises: no real engine can be told to. */
function brokenFeed() {
  const readings: { fromMs: number; listener: RevocationFeedListener; closed: boolean }[] = [];
  const failures: Error[] = [];
  const read = async (fromMs: () => number, listener: RevocationFeedListener) => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    const reading = { fromMs: fromMs(), listener, closed: false };
    readings.push(reading);
    return {
      close: async () => {
        reading.closed = true;
      },
    };
  };
  /** The n-th reading; waits for it. */
  const reading = async (index: number) => {
    await eventually(() => expect(readings.length).toBeGreaterThan(index));
    const found = readings[index];
    if (found === undefined) throw new Error(`no reading ${index}`);
    return found;
  };
  return { feed: { read }, readings, reading, failures };
}

function recordAt(position: number, previous = position - 1): RevocationRecord {
  return { position, previous, atMs: 1_000 + position, notice: buildSessionNotice({ sid: `sid-${position}` }) };
}

describe('on a channel in trouble', () => {
  async function openOn({ feed }: ReturnType<typeof brokenFeed>) {
    const onFault = vi.fn<(fault: unknown) => void>();
    const view = new RevocationView();
    const source = engineSource(feed, { nowMs: () => 10_000_000, onFault }).open(view);
    onTestFinished(() => source.close());
    await Promise.resolve();
    return { view, onFault };
  }

  it('reads the longest window there may be while it does not know its own', async () => {
    const broken = brokenFeed();
    await openOn(broken);
    expect(broken.readings.map(({ fromMs }) => fromMs)).toEqual([10_000_000 - LONGEST_WINDOW_MS - 1_000]);
  });

  it('opens it anew where a record was skipped in silence, and is unready until that is read', async () => {
    const broken = brokenFeed();
    const { view, onFault } = await openOn(broken);
    const first = await broken.reading(0);
    first.listener.onReady({ position: 0, atMs: 1_000 });
    first.listener.onRecord(recordAt(1));
    expect(view.ready).toBe(true);
    first.listener.onRecord(recordAt(3));
    expect(view.ready).toBe(false);
    const second = await broken.reading(1);
    expect(first.closed).toBe(true);
    first.listener.onReady({ position: 9, atMs: 9_000 });
    expect(view.ready).toBe(false);
    for (const position of [1, 2, 3]) second.listener.onRecord(recordAt(position));
    second.listener.onReady({ position: 3, atMs: 1_003 });
    expect({ ready: view.ready, size: view.size }).toEqual({ ready: true, size: 3 });
    expect(onFault).toHaveBeenCalledTimes(1);
  });

  it('is unready from the loss of continuity until the channel has told everything again', async () => {
    const broken = brokenFeed();
    const { view } = await openOn(broken);
    const { listener } = await broken.reading(0);
    listener.onReady({ position: 5, atMs: 1_005 });
    listener.onLost('the log was cut');
    expect(view.ready).toBe(false);
    listener.onRecord(recordAt(40, 39));
    expect(view.ready).toBe(false);
    listener.onReady({ position: 40, atMs: 1_040 });
    expect({ ready: view.ready, position: view.position }).toEqual({ ready: true, position: 40 });
    expect(broken.readings).toHaveLength(1);
  });

  it('tries again where it cannot be read', async () => {
    const broken = brokenFeed();
    broken.failures.push(new Error('down'));
    const { onFault } = await openOn(broken);
    await eventually(() => expect(broken.readings).toHaveLength(1));
    expect(onFault).toHaveBeenCalledTimes(1);
  });
});
