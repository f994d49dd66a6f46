/** The log is down and commits pile up: what does not wait for the log is brought out all the same, once, however many wait before it. */
import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import type { Engine } from '@atlasnode/session-engine';
import { manualClock, newUserId, type ManualClock } from '@atlasnode/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultyEngine, type Faults } from '../../harness/faulty-engine.js';
import { loggedEvents, noticesOn, openWriter, pendingIds, started, type Writer } from '../../harness/write-path.js';

/** More than two pages of the sweep. */
const MANY = 600;

let clock: ManualClock;
let engine: Engine;
let faults: Faults;
let writer: Writer;
/** Sids and owners that the directory was told of. */
let told: string[];

beforeEach(async () => {
  clock = manualClock();
  engine = await openEmbeddedEngine({ path: ':memory:', nowMs: clock.nowMs });
  told = [];
  faults = { isLogDown: true, onDirectoryWrite: (of) => told.push(of) };
  writer = openProcess();
});
afterEach(async () => {
  faults.isLogDown = false;
  await writer.commands.relay.close();
  await engine.close();
});

const openProcess = (): Writer => openWriter(faultyEngine(engine, faults), { nowMs: clock.nowMs });
const revocation = (sid: string) => ({ sid, reason: 'ended-by-admin', actor: { type: 'admin' } }) as const;

async function sweepLater({ commands }: Writer): Promise<number> {
  clock.advance(2_000);
  return commands.relay.sweep();
}

describe('a backlog behind a log that is down', () => {
  it('holds up no notice that failed once, wherever in the backlog it stands', async () => {
    await Promise.all(Array.from({ length: MANY }, () => started(writer.commands, newUserId())));
    const { sid } = await started(writer.commands, newUserId());
    clock.advance(10);
    faults.isChannelDown = true;
    expect(await writer.commands.revoke(revocation(sid))).toMatchObject({ value: { propagation: 'pending' } });
    await writer.commands.relay.idle();
    faults.isChannelDown = false;

    expect(await sweepLater(writer)).toBe(0);
    expect(await noticesOn(engine)).toMatchObject([{ notice: { sid } }]);
    expect(writer.applied).toMatchObject([{ notice: { sid } }]);

    faults.isLogDown = false;
    expect(await sweepLater(writer)).toBe(MANY + 2);
    expect(await pendingIds(engine)).toEqual([]);
    expect(await noticesOn(engine)).toHaveLength(1);
  });

  it('is swept without saying again what this process has said', async () => {
    const userId = newUserId();
    const { sid } = await started(writer.commands, userId);
    await writer.commands.revoke(revocation(sid));
    await writer.commands.revokeUser({ userId, reason: 'security', actor: { type: 'admin' } });
    await writer.commands.relay.idle();
    const before = { notices: (await noticesOn(engine)).length, told: [...told] };
    expect(before.notices).toBe(2);

    for (let sweeps = 0; sweeps < 3; sweeps += 1) await sweepLater(writer);
    expect(await noticesOn(engine)).toHaveLength(before.notices);
    expect(told).toEqual(before.told);

    faults.isLogDown = false;
    expect(await sweepLater(writer)).toBe(3);
    expect(await noticesOn(engine)).toHaveLength(before.notices);
    expect((await loggedEvents(engine)).map(({ type }) => type).toSorted()).toEqual([
      'SessionCreated',
      'SessionRevoked',
      'UserSessionsRevoked',
    ]);
  });

  it('is relayed whole by a process that knows nothing of what was done', async () => {
    const { sid } = await started(writer.commands, newUserId());
    await writer.commands.revoke(revocation(sid));
    await writer.commands.relay.idle();
    told.length = 0;

    const restarted = openProcess();
    await sweepLater(restarted);
    await sweepLater(restarted);
    expect((await noticesOn(engine)).map(({ notice }) => 'sid' in notice && notice.sid)).toEqual([sid, sid]);
    // The start once, the end once.
    expect(told).toEqual([sid, sid]);
    await restarted.commands.relay.close();
  });

  it('has each event in the log once when only the end of a duty was missing', async () => {
    faults.isLogDown = false;
    const { sid } = await started(writer.commands, newUserId());
    faults.isChannelDown = true;
    await writer.commands.revoke(revocation(sid));
    await writer.commands.relay.idle();
    faults.isChannelDown = false;
    expect(await sweepLater(writer)).toBe(1);
    expect((await loggedEvents(engine)).map(({ type }) => type)).toEqual(['SessionCreated', 'SessionRevoked']);
  });
});
