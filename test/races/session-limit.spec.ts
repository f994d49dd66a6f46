/** Threat: sign-ins that race each other each see room for one more. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LIMITED, runServices, SESSION_LIMIT, type RunningServices } from '../harness/running-services.js';

const ROUNDS = 20;
const STARTERS = 12;

let services: RunningServices;
beforeAll(async () => {
  services = await runServices();
});
afterAll(() => services.close());

it(`${STARTERS} sign-ins at once leave exactly ${SESSION_LIMIT} sessions`, async () => {
  const apis = services.as(LIMITED);
  for (let round = 0; round < ROUNDS; round += 1) {
    const userId = `user-${round}`;
    const starts = await Promise.all(
      Array.from({ length: STARTERS }, (_, caller) => (apis[caller % 2] ?? apis[0]).start({ userId })),
    );
    // One that was surplus before its own answer went out is refused; every other was granted, and may be ended right after.
    const granted = starts.filter(({ status }) => status === 201);
    expect(starts.filter(({ status }) => status === 409)).toHaveLength(STARTERS - granted.length);

    const live = (await apis[1].sessionsOf(userId)).body.items.map(({ sid }) => sid);
    expect(live).toHaveLength(SESSION_LIMIT);
    expect(granted.map(({ body }) => body.sid)).toEqual(expect.arrayContaining(live));
    const refreshed = await Promise.all(granted.map(({ body }) => apis[0].refresh(body.refreshToken)));
    expect(refreshed.filter(({ status }) => status === 200)).toHaveLength(SESSION_LIMIT);
  }
}, 60_000);
