import { EngineError, type Engine } from '@atlasnode/session-engine';
import { afterEach, expect, test } from 'vitest';
import { runApi, type RunningApi } from '../../session-api/running-api.js';

let api: RunningApi;
let channelIsDown = false;
afterEach(() => api.close());

/** The engine as it is, its revocation channel down whenever a spec says so. */
function withFailingChannel(engine: Engine): Engine {
  const { revocations } = engine;
  const publish: typeof revocations.publish = (notice) =>
    channelIsDown ? Promise.reject(new EngineError('UNAVAILABLE', 'the channel is down')) : revocations.publish(notice);
  return { ...engine, revocations: { ...revocations, publish } };
}

test('while the channel is down an end is real and says it is pending; told again later it says acknowledged', async () => {
  api = await runApi({}, withFailingChannel);
  const { sid, refreshToken } = await api.start();
  const revoke = () => api.call(`/v1/sessions/${sid}/revoke`, { method: 'POST', as: api.key });
  channelIsDown = true;
  expect(await revoke()).toMatchObject({ status: 202, body: { sid, ended: true, propagation: 'pending' } });
  expect(await api.call('/v1/sessions/refresh', { method: 'POST', json: { refreshToken } })).toMatchObject({
    status: 401,
    body: { code: 'SESSION_ENDED' },
  });
  expect(await revoke()).toMatchObject({ status: 202, body: { ended: false, propagation: 'pending' } });
  channelIsDown = false;
  expect(await revoke()).toMatchObject({ status: 200, body: { ended: false, propagation: 'acknowledged' } });
});

test('a user ended while the channel is down: 202 with the epoch, and no new token of the old one', async () => {
  api = await runApi({}, withFailingChannel);
  const { accessToken, refreshToken } = await api.start({ userId: 'vera' });
  channelIsDown = true;
  const raised = await api.call('/v1/users/vera/sessions/revoke', { method: 'POST', as: api.key });
  channelIsDown = false;
  expect(raised).toMatchObject({ status: 202, body: { epoch: 1, propagation: 'pending', jobId: 'user:vera@1' } });
  expect(await api.call('/v1/sessions/refresh', { method: 'POST', json: { refreshToken } })).toMatchObject({
    status: 401,
  });
  const form = { body: `token=${accessToken}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
  const introspected = await api.call('/v1/introspect', { method: 'POST', as: api.key, ...form });
  expect(introspected.body).toEqual({ active: false });
});
