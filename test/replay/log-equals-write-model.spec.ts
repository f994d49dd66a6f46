/** Threat: a consumer that folds the log believes something else than the service does. */
import { evolveEpoch, evolveSession, INITIAL_EPOCH, NO_SESSION } from '@atlasnode/session-domain';
import type { RecordedEvent, StreamName } from '@atlasnode/session-events';
import { eventually } from '@atlasnode/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GRACELESS, runServices, type RunningServices } from '../harness/running-services.js';

const USERS = 30;

let services: RunningServices;
beforeAll(async () => {
  services = await runServices();
});
afterAll(() => services.close());

it('the log, repeats dropped and folded, is the state of the write model for every stream', async () => {
  const [api, otherApi] = services.as(GRACELESS);
  await Promise.all(Array.from({ length: USERS }, (_, user) => live(`user-${user}`, user)));
  await api.revokeEveryone();
  await eventually(async () =>
    expect((await services.engine.commits.pending({ pendingBeforeMs: Date.now(), limit: 1 })).items).toEqual([]),
  );

  const streams = await services.engine.commits.streams({ limit: 1_000 });
  expect(streams.length).toBeGreaterThan(2 * USERS);
  const logged = await eventsByStream();
  for (const newest of streams) expect(fold(logged.get(newest.stream) ?? []), newest.stream).toEqual(newest.state);

  /** Some are ended one by one, some by reuse, some by their user's epoch, the rest by everyone's. */
  async function live(userId: string, kind: number): Promise<void> {
    const { body: first } = await api.start({ userId });
    const { body: second } = await otherApi.refresh(first.refreshToken, true);
    const { body: third } = await api.refresh(second.refreshToken);
    await otherApi.start({ userId });
    if (kind % 4 === 0) await otherApi.revoke(first.sid);
    if (kind % 4 === 1) await otherApi.refresh(first.refreshToken);
    if (kind % 4 === 2) await api.revokeUser(userId, { except: third.sid });
  }
});

async function eventsByStream(): Promise<ReadonlyMap<StreamName, readonly RecordedEvent[]>> {
  const seen = new Set<string>();
  const byStream = new Map<StreamName, RecordedEvent[]>();
  for await (const { event } of services.engine.eventLog.readAll()) {
    if (seen.has(event.id)) continue;
    seen.add(event.id);
    byStream.set(event.stream, [...(byStream.get(event.stream) ?? []), event]);
  }
  return byStream;
}

function fold(events: readonly RecordedEvent[]): unknown {
  const isSession = events[0]?.stream.startsWith('session:') === true;
  return isSession ? events.reduce(evolveSession, NO_SESSION) : events.reduce(evolveEpoch, INITIAL_EPOCH);
}
