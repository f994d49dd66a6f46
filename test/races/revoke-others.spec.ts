/** Threat: two devices sign out "all others" at once, and the second brings back the session that the first has ended. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runServices, type RunningServices } from '../harness/running-services.js';

const ROUNDS = 50;

let services: RunningServices;
beforeAll(async () => {
  services = await runServices();
});
afterAll(() => services.close());

it('of two devices that sign out all others at once, exactly one stays signed in', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const userId = `user-${round}`;
    const [api, otherApi] = services.apis;
    const [one, other] = await Promise.all([api.start({ userId }), otherApi.start({ userId })]);
    const answers = await Promise.all([
      api.revokeUser(userId, { except: one.body.sid }),
      otherApi.revokeUser(userId, { except: other.body.sid }),
    ]);

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const winner = answers[0].status === 200 ? one : other;
    const loser = winner === one ? other : one;
    expect((await api.sessionsOf(userId)).body.items.map(({ sid }) => sid)).toEqual([winner.body.sid]);
    expect((await otherApi.refresh(loser.body.refreshToken)).status).toBe(401);
    expect((await api.refresh(winner.body.refreshToken)).status).toBe(200);
  }
}, 60_000);
