/** Threat: everyone is signed out, and a sign-in that ran beside it stays. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runServices, type RunningServices } from '../harness/running-services.js';

const ROUNDS = 40;
const STARTERS = 10;

let services: RunningServices;
beforeAll(async () => {
  services = await runServices();
});
afterAll(() => services.close());

describe.each([
  ['a user', (round: number) => services.apis[1].revokeUser(`user-${round}`)],
  ['everyone', (_round: number) => services.apis[1].revokeEveryone()],
] as const)('a start beside the end of all sessions of %s', (_whose, revokeAll) => {
  it('is refused, or belongs to the new epoch: nothing of a lower one stays live', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const userId = `user-${round}`;
      const [api] = services.apis;
      const before = await api.start({ userId });
      const starts = Array.from({ length: STARTERS }, () => api.start({ userId }));
      const [revoked, ...started] = await Promise.all([revokeAll(round), ...starts]);
      expect(revoked.status).toBe(200);
      for (const { status } of started) expect([201, 409]).toContain(status);

      const epochs = await epochsNow(userId);
      const live = (await services.apis[1].sessionsOf(userId)).body.items.map(({ sid }) => sid);
      expect(live).not.toContain(before.body.sid);
      for (const sid of live) expect(await epochsOf(sid)).toEqual(epochs);
      // Who was granted is live under the new epoch, or was ended by it; an old epoch is never answered as live.
      for (const { status, body } of started) {
        if (status === 201 && !live.includes(body.sid)) expect((await api.refresh(body.refreshToken)).status).toBe(401);
      }
    }
  }, 120_000);
});

async function epochsNow(userId: string): Promise<{ user: number; realm: number }> {
  const [user, realm] = await Promise.all([
    services.engine.commits.loadNewest(`user:${userId}`),
    services.engine.commits.loadNewest('realm'),
  ]);
  return { user: user?.version ?? 0, realm: realm?.version ?? 0 };
}

async function epochsOf(sid: string): Promise<{ user: number; realm: number } | undefined> {
  const newest = await services.engine.commits.loadNewest(`session:${sid}`);
  const event = newest?.events[0];
  return event !== undefined && 'session' in event.data
    ? { user: event.data.session.userEpoch, realm: event.data.session.realmEpoch }
    : undefined;
}
