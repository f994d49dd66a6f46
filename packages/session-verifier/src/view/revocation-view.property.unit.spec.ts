import type { RevocationNotice, RevocationRecord } from '@atlasnode/session-events';
import { buildEveryoneNotice, buildSessionNotice, buildUserNotice } from '@atlasnode/testkit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WrittenChannel } from './channel.fixture.js';
import { RevocationView } from './revocation-view.js';

const WINDOW_MS = 1_000;
const SIDS = ['s1', 's2', 's3', 's4'];
const USERS = ['ana', 'bruno'];

const sid = fc.constantFrom(...SIDS);
const epoch = fc.integer({ min: 1, max: 5 });
/** An epoch is one increment, so however often it is noticed it spares the same session. */
const spared = (of: number) => (of % 2 === 0 ? {} : { exceptSid: SIDS[of % SIDS.length] ?? 's1' });

const notice: fc.Arbitrary<RevocationNotice> = fc.oneof(
  fc.tuple(sid, fc.constantFrom(...USERS)).map(([id, userId]) => buildSessionNotice({ sid: id, userId })),
  fc
    .tuple(fc.constantFrom(...USERS), epoch)
    .map(([userId, of]) => buildUserNotice({ userId, epoch: of, ...spared(of) })),
  epoch.map((of) => buildEveryoneNotice({ epoch: of, ...spared(of) })),
);

type Step =
  | { readonly do: 'notice'; readonly notice: RevocationNotice; readonly early: boolean }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'heartbeat' | 'skip' | 'repeat' | 'reload' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('notice' as const), notice, early: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 700 }) }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Step>({ do: 'heartbeat' }, { do: 'skip' }, { do: 'repeat' }, { do: 'reload' }),
  },
);

/**
 * What the view must refuse, said in the plainest way: what a notice of the last window ends, save the session that the latest
 * increment of that subject spares.
 */
function mustBeRevoked(
  written: readonly RevocationRecord[],
  nowMs: number,
  token: { readonly sid: string; readonly userId: string; readonly epoch: number },
): boolean {
  const inWindow = written.filter(({ atMs }) => atMs + WINDOW_MS > nowMs);
  const bySid = inWindow.some(({ notice: one }) => one.kind === 'session' && one.sid === token.sid);
  const byEpoch = (['user', 'everyone'] as const).some((kind) => {
    const increments = (records: readonly RevocationRecord[]) =>
      records
        .flatMap(({ notice: one }) => (one.kind === 'user' || one.kind === 'everyone' ? [one] : []))
        .filter((one) => one.kind === kind && (one.kind === 'everyone' || one.userId === token.userId));
    const latest = increments(written).toSorted((left, right) => right.epoch - left.epoch)[0];
    // A token below an epoch that is older than the window has expired: what a late copy says of it does not matter.
    const outlived = Math.max(
      0,
      ...increments(written.filter(({ atMs }) => atMs + WINDOW_MS <= nowMs)).map((one) => one.epoch),
    );
    const isEnded = increments(inWindow).some((one) => token.epoch < one.epoch) && latest?.exceptSid !== token.sid;
    return isEnded && token.epoch >= outlived;
  });
  return bySid || byEpoch;
}

/** A view, the channel it follows, and everything that was ever written to it. */
class Run {
  readonly #channel = new WrittenChannel(1_800_000_000_000);
  readonly #written: RevocationRecord[] = [];
  readonly view = new RevocationView({ windowMs: WINDOW_MS, clockSkewMs: 0 });
  nowMs = 1_800_000_000_000;

  constructor() {
    this.#load();
  }

  take(one: Step): void {
    switch (one.do) {
      case 'wait':
        this.nowMs += one.ms;
        return this.#channel.advance(one.ms);
      case 'heartbeat':
        return void this.view.apply(this.#channel.heartbeat(WINDOW_MS));
      case 'notice':
        return this.#write(one.notice, one.early);
      case 'skip':
        return void this.#written.push(this.#channel.write(buildSessionNotice({ sid: 's4', userId: 'ana' })));
      case 'repeat':
        return this.#written.slice(-3).forEach((record) => void this.view.apply(record));
      case 'reload':
        return this.#load();
      default:
        return one satisfies never;
    }
  }

  /** What the view says it has. */
  vouchedFor(): readonly RevocationRecord[] {
    if (!this.view.ready) return [];
    const completeBeforeMs = this.nowMs - this.view.stalenessMs(this.nowMs);
    return this.#written.filter(
      ({ atMs, position }) => atMs < completeBeforeMs || position <= (this.view.position ?? 0),
    );
  }

  #write(one: RevocationNotice, early: boolean): void {
    const record = this.#channel.write(one);
    this.#written.push(record);
    if (early) this.view.applyEarly(record);
    this.view.apply(record);
  }

  #load(): void {
    this.view.startOver();
    for (const record of this.#written.filter(({ atMs }) => atMs > this.nowMs - WINDOW_MS)) this.view.apply(record);
    this.view.finishReading(this.#channel.end);
  }
}

const TOKENS = SIDS.flatMap((id) =>
  USERS.flatMap((userId) => [0, 1, 2, 3, 4, 5].map((of) => ({ sid: id, userId, epoch: of }))),
);

it('a view that says it is fresh has missed nothing, and forgets nothing within the window', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const run = new Run();
      for (const one of steps) {
        run.take(one);
        const vouchedFor = run.vouchedFor();
        const accepted = TOKENS.filter(
          (token) => !run.view.isRevoked({ ...token, userEpoch: token.epoch, realmEpoch: token.epoch }),
        );
        expect(accepted.filter((token) => mustBeRevoked(vouchedFor, run.nowMs, token))).toEqual([]);
      }
    }),
    { numRuns: 100 },
  );
});
