import type { RevocationNotice } from '@atlasnode/session-events';
import { buildEveryoneNotice, buildSessionNotice, buildUserNotice, newSid } from '@atlasnode/testkit';
import { describe, expect, it, vi } from 'vitest';
import { WrittenChannel } from './channel.fixture.js';
import { RevocationView } from './revocation-view.js';

const START_MS = 1_800_000_000_000;
const WINDOW_MS = 960_000;

function reading(options: ConstructorParameters<typeof RevocationView>[0] = {}) {
  const channel = new WrittenChannel(START_MS);
  const view = new RevocationView({ windowMs: WINDOW_MS, ...options });
  view.startOver();
  view.finishReading(channel.end);
  return { channel, view };
}

function token(overrides: Partial<Parameters<RevocationView['isRevoked']>[0]> = {}) {
  return { sid: newSid(), userId: 'ana', userEpoch: 0, realmEpoch: 0, ...overrides };
}

describe('what has ended', () => {
  it('refuses the tokens of a session whose end was noticed, and no other', () => {
    const { channel, view } = reading();
    const ended = token();
    view.apply(channel.write(buildSessionNotice({ sid: ended.sid, userId: 'ana' })));
    expect(view.isRevoked(ended)).toBe(true);
    expect(view.isRevoked(token())).toBe(false);
  });

  it('refuses every token of a user below the epoch, save the one session that is excepted', () => {
    const { channel, view } = reading();
    const kept = newSid();
    view.apply(channel.write(buildUserNotice({ userId: 'ana', epoch: 3, exceptSid: kept })));
    expect(view.isRevoked(token({ userEpoch: 2 }))).toBe(true);
    expect(view.isRevoked(token({ userEpoch: 2, sid: kept }))).toBe(false);
    expect(view.isRevoked(token({ userEpoch: 3 }))).toBe(false);
    expect(view.isRevoked(token({ userEpoch: 2, userId: 'bruno' }))).toBe(false);
  });

  it('refuses every token of everyone below the epoch of the realm, save the one session that is excepted', () => {
    const { channel, view } = reading();
    const kept = newSid();
    view.apply(channel.write(buildEveryoneNotice({ epoch: 2, exceptSid: kept })));
    expect(view.isRevoked(token({ realmEpoch: 1 }))).toBe(true);
    expect(view.isRevoked(token({ realmEpoch: 1, sid: kept }))).toBe(false);
    expect(view.isRevoked(token({ realmEpoch: 2 }))).toBe(false);
  });

  it('takes the exception of the latest increment only: what an earlier one spared has ended', () => {
    const { channel, view } = reading();
    const [first, second] = [newSid(), newSid()];
    view.apply(channel.write(buildUserNotice({ userId: 'ana', epoch: 1, exceptSid: first })));
    view.apply(channel.write(buildUserNotice({ userId: 'ana', epoch: 2, exceptSid: second })));
    expect(view.isRevoked(token({ sid: first }))).toBe(true);
    expect(view.isRevoked(token({ sid: second }))).toBe(false);
  });

  it('ignores an epoch lower than the one it holds, with its exception', () => {
    const { channel, view } = reading();
    const spared = newSid();
    view.apply(channel.write(buildUserNotice({ userId: 'ana', epoch: 5 })));
    view.apply(channel.write(buildUserNotice({ userId: 'ana', epoch: 4, exceptSid: spared })));
    expect(view.isRevoked(token({ sid: spared, userEpoch: 3 }))).toBe(true);
    expect(view.isRevoked(token({ userEpoch: 4 }))).toBe(true);
  });
});

describe('continuity', () => {
  it('is not ready before a window was read, and says so as infinite staleness', () => {
    const view = new RevocationView();
    expect(view.ready).toBe(false);
    expect(view.stalenessMs(START_MS)).toBe(Number.POSITIVE_INFINITY);
    view.startOver();
    expect(view.ready).toBe(false);
    view.finishReading({ position: 0, atMs: START_MS });
    expect(view.ready).toBe(true);
  });

  it('is unready after a gap, until it was reloaded, though the notice behind the gap holds at once', () => {
    const { channel, view } = reading();
    channel.write(buildSessionNotice());
    const ended = token();
    const behindTheGap = channel.write(buildSessionNotice({ sid: ended.sid }));
    expect(view.apply(behindTheGap)).toBe('gap');
    expect(view.isRevoked(ended)).toBe(true);
    expect(view.ready).toBe(false);
    expect(view.apply(channel.write(buildSessionNotice()))).toBe('gap');
    expect(view.apply(channel.heartbeat(WINDOW_MS))).toBe('gap');
    expect(view.ready).toBe(false);
    view.startOver();
    view.finishReading(channel.end);
    expect(view.ready).toBe(true);
  });

  it('takes a heartbeat that stands behind a notice it never saw for a gap', () => {
    const { channel, view } = reading();
    channel.write(buildSessionNotice());
    expect(view.apply(channel.heartbeat(WINDOW_MS))).toBe('gap');
    expect(view.ready).toBe(false);
  });

  it('ignores repeats: neither the view nor any listener hears of them', () => {
    const { channel, view } = reading();
    const heard = vi.fn<(notice: RevocationNotice) => void>();
    view.onNotice(heard);
    const [one, two] = [channel.write(buildSessionNotice()), channel.write(buildSessionNotice())];
    expect([one, two, one, two].map((record) => view.apply(record))).toEqual([
      'applied',
      'applied',
      'repeated',
      'repeated',
    ]);
    expect(heard).toHaveBeenCalledTimes(2);
    expect(view.position).toBe(two.position);
  });

  it('follows a channel whose heartbeats have positions of their own', () => {
    const { view } = reading();
    const heartbeat = { ...new WrittenChannel(START_MS + 5).heartbeat(WINDOW_MS), position: 1, previous: 0 };
    expect(view.apply(heartbeat)).toBe('applied');
    expect(view.position).toBe(1);
    expect(view.apply({ ...heartbeat, position: 3, previous: 2 })).toBe('gap');
  });
});

describe("the process's own notice, before the channel brought it back", () => {
  it('is in force at once, and moves neither position nor time', () => {
    const { channel, view } = reading();
    const before = { position: view.position, asOfMs: view.asOfMs };
    channel.advance(500);
    const ended = token();
    view.applyEarly(channel.write(buildSessionNotice({ sid: ended.sid })));
    expect(view.isRevoked(ended)).toBe(true);
    expect({ position: view.position, asOfMs: view.asOfMs }).toEqual(before);
  });

  it('still counts as the next record when the channel brings it, and tells listeners once', () => {
    const { channel, view } = reading();
    const heard = vi.fn<(notice: RevocationNotice) => void>();
    view.onNotice(heard);
    const record = channel.write(buildSessionNotice());
    view.applyEarly(record);
    expect(view.apply(record)).toBe('applied');
    expect(view.position).toBe(record.position);
    expect(heard).toHaveBeenCalledTimes(1);
  });
});

describe('staleness', () => {
  it('is the age of the latest record and the bound on the clocks together', () => {
    const { channel, view } = reading({ clockSkewMs: 1_000 });
    expect(view.stalenessMs(START_MS)).toBe(1_000);
    expect(view.stalenessMs(START_MS + 4_000)).toBe(5_000);
    channel.advance(4_000);
    view.apply(channel.heartbeat(WINDOW_MS));
    expect(view.stalenessMs(START_MS + 4_000)).toBe(1_000);
  });

  it('is infinite where the channel is further ahead than the clocks may differ', () => {
    const { view } = reading({ clockSkewMs: 1_000 });
    expect(view.stalenessMs(START_MS - 1_000)).toBe(0);
    expect(view.stalenessMs(START_MS - 1_001)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('forgetting', () => {
  it("drops an entry once the channel's time has passed it by one window, and not a millisecond before", () => {
    const { channel, view } = reading();
    const ended = token();
    view.apply(channel.write(buildSessionNotice({ sid: ended.sid })));
    channel.advance(WINDOW_MS - 1);
    view.apply(channel.heartbeat(WINDOW_MS));
    expect(view.isRevoked(ended)).toBe(true);
    channel.advance(1);
    view.apply(channel.heartbeat(WINDOW_MS));
    expect(view.isRevoked(ended)).toBe(false);
    expect(view.size).toBe(0);
  });

  it.each([
    ['a session', () => buildSessionNotice({ sid: 'sid-1' }), { sid: 'sid-1' }],
    ['a user', () => buildUserNotice({ userId: 'ana', epoch: 1 }), { userId: 'ana' }],
    ['everyone', () => buildEveryoneNotice({ epoch: 1 }), {}],
  ])('remembers %s for a window after the latest copy of the notice, and no longer', (_what, noticeOf, subject) => {
    const { channel, view } = reading();
    view.apply(channel.write(buildSessionNotice()));
    view.apply(channel.write(noticeOf()));
    view.apply(channel.write(buildSessionNotice({ sid: 'another' })));
    channel.advance(1_000);
    view.apply(channel.write(noticeOf()));
    channel.advance(WINDOW_MS - 1);
    view.apply(channel.heartbeat(WINDOW_MS));
    expect(view.isRevoked(token(subject))).toBe(true);
    expect(view.isRevoked(token({ sid: 'another', userId: 'bruno', realmEpoch: 1 }))).toBe(false);
    channel.advance(1);
    view.apply(channel.heartbeat(WINDOW_MS));
    expect(view.isRevoked(token(subject))).toBe(false);
  });

  it('only ever raises the window, for what it holds already too', () => {
    const { channel, view } = reading();
    const ended = token();
    view.apply(channel.write(buildSessionNotice({ sid: ended.sid })));
    view.apply(channel.heartbeat(2 * WINDOW_MS));
    view.apply(channel.heartbeat(1_000));
    expect(view.windowMs).toBe(2 * WINDOW_MS);
    channel.advance(2 * WINDOW_MS - 1);
    view.apply(channel.heartbeat(1_000));
    expect(view.isRevoked(ended)).toBe(true);
  });

  it('forgets nothing while nobody has said how long the window is', () => {
    const { channel, view } = reading({ windowMs: 0 });
    const ended = token();
    view.apply(channel.write(buildSessionNotice({ sid: ended.sid })));
    channel.advance(24 * 3_600_000);
    view.apply(channel.write(buildSessionNotice()));
    expect(view.isRevoked(ended)).toBe(true);
  });

  it('drops in slices, each heartbeat some thousands, so that the loop is never held', () => {
    const { channel, view } = reading();
    const notice = buildSessionNotice();
    for (let index = 0; index < 10_000; index += 1) view.apply(channel.write({ ...notice, sid: `sid-${index}` }));
    channel.advance(WINDOW_MS);
    const sizes = [1, 2, 3].map(() => {
      view.apply(channel.heartbeat(WINDOW_MS));
      return view.size;
    });
    expect(sizes).toEqual([6_000, 2_000, 0]);
  });

  it('keeps up with notices that never stop, without a heartbeat between', () => {
    const { channel, view } = reading();
    const notice = buildSessionNotice();
    for (let index = 0; index < 20_000; index += 1) {
      channel.advance(WINDOW_MS / 1_000);
      view.apply(channel.write({ ...notice, sid: `sid-${index}` }));
    }
    expect(view.size).toBeLessThanOrEqual(1_001);
  });

  it('is not ready while it may lack a notice that found no room, and is again when that no longer matters', () => {
    const { channel, view } = reading({ maxEntries: 2 });
    for (let index = 0; index < 3; index += 1) view.apply(channel.write(buildSessionNotice()));
    expect(view.size).toBe(2);
    expect(view.ready).toBe(false);
    channel.advance(WINDOW_MS);
    view.apply(channel.heartbeat(WINDOW_MS));
    expect(view.ready).toBe(true);
  });
});

describe('snapshots', () => {
  it('make another view say the same, and forget at the same time', () => {
    const { channel, view } = reading();
    const [bySid, byUser, byRealm] = [token(), token({ userId: 'bruno' }), token({ realmEpoch: 1 })];
    const spared = newSid();
    view.apply(channel.write(buildSessionNotice({ sid: bySid.sid })));
    channel.advance(1_000);
    view.apply(channel.write(buildUserNotice({ userId: 'bruno', epoch: 1 })));
    view.apply(channel.write(buildEveryoneNotice({ epoch: 2, exceptSid: spared })));
    const other = new RevocationView();
    other.loadSnapshot(structuredClone(view.snapshot()));
    expect(other.snapshot()).toEqual(view.snapshot());
    expect(other.ready).toBe(true);
    expect([bySid, byUser, byRealm].map((one) => other.isRevoked(one))).toEqual([true, true, true]);
    expect(other.isRevoked(token({ sid: spared, realmEpoch: 1 }))).toBe(false);
    channel.advance(WINDOW_MS - 1_000);
    other.apply(channel.heartbeat(WINDOW_MS));
    expect(other.snapshot().sessions).toEqual([]);
    expect(other.snapshot().users).toHaveLength(1);
  });

  it('never bring back what is known to have ended, even from a gateway that lags; what is told again changes nothing', () => {
    const { channel, view } = reading();
    const lagging = view.snapshot();
    const ended = token();
    const record = channel.write(buildSessionNotice({ sid: ended.sid }));
    view.apply(record);
    view.loadSnapshot(lagging);
    expect(view.isRevoked(ended)).toBe(true);
    expect(view.position).toBe(lagging.position);
    expect(view.apply(record)).toBe('applied');
  });
});

describe('listeners', () => {
  it('are called before apply returns, after the view changed', () => {
    const { channel, view } = reading();
    const ended = token();
    const seen: boolean[] = [];
    view.onNotice(() => seen.push(view.isRevoked(ended)));
    view.apply(channel.write(buildSessionNotice({ sid: ended.sid })));
    expect(seen).toEqual([true]);
  });

  it('do not keep each other from being called: one that throws is reported', () => {
    const fault = new Error('thrown by a listener');
    const onListenerFault = vi.fn<(error: unknown) => void>();
    const { channel, view } = reading({ onListenerFault });
    const heard = vi.fn<(notice: RevocationNotice) => void>();
    view.onNotice(() => {
      throw fault;
    });
    view.onNotice(heard);
    expect(view.apply(channel.write(buildSessionNotice()))).toBe('applied');
    expect(heard).toHaveBeenCalledTimes(1);
    expect(onListenerFault).toHaveBeenCalledExactlyOnceWith(fault);
  });

  it('hear of every record that moved the view on, and of reloads, until they unsubscribe', () => {
    const { channel, view } = reading();
    const [records, reloads] = [vi.fn<() => void>(), vi.fn<() => void>()];
    const unsubscribe = [view.onRecord(records), view.onReload(reloads)];
    view.apply(channel.heartbeat(WINDOW_MS));
    view.apply(channel.write(buildSessionNotice()));
    view.loadSnapshot(view.snapshot());
    for (const stop of unsubscribe) stop();
    view.apply(channel.heartbeat(WINDOW_MS));
    view.loadSnapshot(view.snapshot());
    expect([records.mock.calls.length, reloads.mock.calls.length]).toEqual([2, 1]);
  });
});
