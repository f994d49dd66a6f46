import type { RevocationNotice, RevocationRecord } from '@atlasnode/session-events';
import { buildEveryoneNotice, buildSessionNotice, buildUserNotice } from '@atlasnode/testkit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WrittenChannel } from './channel.spec.js';
import { RevocationView } from './revocation-view.js';

const WINDOW_MS = 1_000;
const SIDS = ['s1', 's2', 's3', 's4'];
const USERS = ['ana', 'bruno'];

const sid = fc.constantFrom(...SIDS);
const epoch = fc.integer({ min: 1, max: 5 });
/** An epoch is one increment, so however often it is noticed it spares the same session. */
const spared = (of: number) => (of % 2 === 0 ? {} : { exceptSid: SIDS[of % SIDS.length]! });

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
    return increments(inWindow).some((one) => token.epoch < one.epoch) && latest?.exceptSid !== token.sid;
  });
  return bySid || byEpoch;
}

it('a view that says it is fresh has missed nothing, and forgets nothing within the window', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const startMs = 1_800_000_000_000;
      let nowMs = startMs;
      const channel = new WrittenChannel(startMs);
      const view = new RevocationView({ windowMs: WINDOW_MS, clockSkewMs: 0 });
      const written: RevocationRecord[] = [];
      const source = () => {
        view.startOver();
        for (const record of written.filter(({ atMs }) => atMs > nowMs - WINDOW_MS)) view.apply(record);
        view.finishReading(channel.end);
      };
      source();
      for (const one of steps) {
        switch (one.do) {
          case 'wait':
            nowMs += one.ms;
            channel.advance(one.ms);
            break;
          case 'heartbeat':
            view.apply(channel.heartbeat(WINDOW_MS));
            break;
          case 'notice': {
            const record = channel.write(one.notice);
            written.push(record);
            if (one.early) view.applyEarly(record);
            view.apply(record);
            break;
          }
          case 'skip':
            written.push(channel.write(buildSessionNotice({ sid: 's4', userId: 'ana' })));
            break;
          case 'repeat':
            for (const record of written.slice(-3)) view.apply(record);
            break;
          case 'reload':
            source();
        }
        const knownUpToMs = nowMs - view.stalenessMs(nowMs);
        const complete = view.ready
          ? written.filter(({ atMs, position }) => atMs < knownUpToMs || position <= (view.position ?? 0))
          : [];
        for (const id of SIDS)
          for (const userId of USERS)
            for (let of = 0; of <= 5; of += 1)
              if (mustBeRevoked(complete, nowMs, { sid: id, userId, epoch: of }))
                expect(view.isRevoked({ sid: id, userId, userEpoch: of, realmEpoch: of })).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
