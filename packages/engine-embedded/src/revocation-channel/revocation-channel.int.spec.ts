import type { Engine } from '@atlasnode/session-engine';
import type { RevocationRecord } from '@atlasnode/session-events';
import { buildHeartbeat, buildSessionNotice, eventually, manualClock, type ManualClock } from '@atlasnode/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedEngine } from '../open-embedded-engine.js';

const HOUR_MS = 60 * 60 * 1_000;

let clock: ManualClock;
let engine: Engine;

beforeEach(async () => {
  clock = manualClock();
  engine = await openEmbeddedEngine({ path: ':memory:', nowMs: clock.nowMs });
});
afterEach(() => engine.close());

describe('the embedded revocation channel', () => {
  it("keeps its time where the machine's clock steps back", async () => {
    const { revocations } = engine;
    const before = await revocations.publish(buildSessionNotice());
    clock.advance(-HOUR_MS);
    const [notice, beat] = [
      await revocations.publish(buildSessionNotice()),
      await revocations.heartbeat(buildHeartbeat()),
    ];
    expect([notice.atMs, beat.atMs]).toStrictEqual([before.atMs, before.atMs]);
    clock.advance(HOUR_MS + 5);
    expect((await revocations.heartbeat(buildHeartbeat())).atMs).toBe(before.atMs + 5);
  });

  it('keeps the time of a heartbeat, and no heartbeat', async () => {
    const { revocations } = engine;
    const notice = await revocations.publish(buildSessionNotice());
    clock.advance(1_000);
    const beat = await revocations.heartbeat(buildHeartbeat());
    expect([beat.position, beat.previous]).toStrictEqual([notice.position, notice.position]);
    clock.advance(-500);
    expect((await revocations.publish(buildSessionNotice())).atMs).toBe(beat.atMs);
    expect((await revocations.recordsSince(0, 10))?.map(({ notice: { kind } }) => kind)).toStrictEqual([
      'session',
      'session',
    ]);
  });

  it('tells a new reader that it is as fresh as now, though nothing was published for hours', async () => {
    await engine.revocations.publish(buildSessionNotice());
    clock.advance(3 * HOUR_MS);
    const ready: number[] = [];
    const reader = await engine.revocations.read(() => clock.nowMs() - HOUR_MS, {
      onRecord: () => undefined,
      onLost: () => undefined,
      onReady: ({ atMs }) => ready.push(atMs),
    });
    expect(ready).toStrictEqual([clock.nowMs()]);
    await reader.close();
  });

  it('drops notices after a day, and then says that one who was away so long cannot resume', async () => {
    const { revocations } = engine;
    const [old, younger] = [
      await revocations.publish(buildSessionNotice()),
      await revocations.publish(buildSessionNotice()),
    ];
    clock.advance(23 * HOUR_MS);
    const recent = await revocations.publish(buildSessionNotice());
    await revocations.heartbeat(buildHeartbeat());
    expect(await revocations.recordsSince(0, 10)).toStrictEqual([old, younger, recent]);
    clock.advance(2 * HOUR_MS);
    await revocations.heartbeat(buildHeartbeat());
    expect(await revocations.recordsSince(0, 10)).toBeUndefined();
    expect(await revocations.recordsSince(old.position, 10)).toBeUndefined();
    expect(await revocations.recordsSince(younger.position, 10)).toStrictEqual([recent]);
  });

  it('goes on counting after every notice was dropped', async () => {
    const { revocations } = engine;
    const last = await revocations.publish(buildSessionNotice());
    clock.advance(30 * HOUR_MS);
    await revocations.heartbeat(buildHeartbeat());
    expect(await revocations.recordsSince(last.position, 10)).toStrictEqual([]);
    expect(await revocations.recordsSince(0, 10)).toBeUndefined();
    const next = await revocations.publish(buildSessionNotice());
    expect([next.position, next.previous]).toStrictEqual([last.position + 1, last.position]);
  });

  it('starts over a listener that fails, and tells the others all the same', async () => {
    const { revocations } = engine;
    const told: RevocationRecord[] = [];
    const others: RevocationRecord[] = [];
    const story: string[] = [];
    let failing = true;
    const reader = await revocations.read(() => 0, {
      onRecord: (record) => {
        if (failing) throw new Error('a bug');
        told.push(record);
      },
      onLost: (reason) => story.push(reason),
      onReady: () => story.push('ready'),
    });
    const other = await revocations.read(() => 0, {
      onRecord: (record) => others.push(record),
      onLost: () => undefined,
      onReady: () => undefined,
    });
    const record = await revocations.publish(buildSessionNotice());
    expect(others).toStrictEqual([record]);
    failing = false;
    await eventually(() => expect(told).toStrictEqual([record]));
    expect(story).toStrictEqual(['ready', 'the listener failed: a bug', 'ready']);
    const next = await revocations.publish(buildSessionNotice());
    expect(told).toStrictEqual([record, next]);
    await Promise.all([reader.close(), other.close()]);
  });

  it('catches a reader up over thousands of notices without holding the event loop', async () => {
    const { revocations } = engine;
    const published = await Promise.all(Array.from({ length: 2_500 }, () => revocations.publish(buildSessionNotice())));
    let turns = 0;
    let reading = true;
    const counting = (async () => {
      for (; reading; turns += 1) await new Promise(setImmediate);
    })();
    const told: number[] = [];
    const reader = await revocations.read(() => 0, {
      onRecord: ({ position }) => told.push(position),
      onLost: () => undefined,
      onReady: () => undefined,
    });
    reading = false;
    await counting;
    expect(told).toStrictEqual(published.map(({ position }) => position));
    expect(turns).toBeGreaterThanOrEqual(5);
    await reader.close();
  });
});
