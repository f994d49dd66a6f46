/** Threat: tabs that wake together each rotate the token, and all but one are taken for thieves. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GRACELESS, runServices, type RunningServices } from '../harness/running-services.js';

const CALLERS = 50;

let services: RunningServices;
beforeAll(async () => {
  services = await runServices();
});
afterAll(() => services.close());

it(`${CALLERS} refreshes of one token whose grace has passed make one rotation, and all get the same successor`, async () => {
  const apis = services.as(GRACELESS);
  const { body: started } = await apis[0].start({ userId: 'ada' });
  const answers = await Promise.all(
    Array.from({ length: CALLERS }, (_, caller) => (apis[caller % 2] ?? apis[0]).refresh(started.refreshToken)),
  );

  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: CALLERS }, () => 200));
  expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(1);
  expect(answers.filter(({ body }) => body.rotated === true)).toHaveLength(1);
  const events = (await services.engine.commits.readStream(`session:${started.sid}`)).flatMap(
    (commit) => commit.events,
  );
  expect(events.map(({ type }) => type)).toEqual(['SessionCreated', 'SessionRefreshed']);
  expect((await apis[1].session(started.sid)).body.status).toBe('live');
});
