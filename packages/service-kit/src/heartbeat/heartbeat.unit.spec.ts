import type { Heartbeat, RevocationRecord } from '@atlasnode/session-events';
import { expect, test } from 'vitest';
import { startHeartbeat } from './heartbeat.js';

function channelAt(atMs: () => number): { sent: Heartbeat[]; heartbeat(notice: Heartbeat): Promise<RevocationRecord> } {
  const sent: Heartbeat[] = [];
  return {
    sent,
    heartbeat: async (notice) => {
      sent.push(notice);
      return Promise.resolve({ position: 0, previous: 0, atMs: atMs(), notice: { ...notice, kind: 'heartbeat' } });
    },
  };
}

const base = { from: 'spec', windowMs: () => 960_000, clockSkewMs: 1_000, intervalMs: 1, onFault: () => undefined };

test('a service whose clock differs from the channel by more than the bound is not ready, and says by how much', async () => {
  let brokerMs = 50_000;
  const sender = startHeartbeat({ ...base, channel: channelAt(() => brokerMs), nowMs: () => 50_500 });
  await expect.poll(() => sender.check.check()).toEqual({ ok: true });
  brokerMs = 40_000;
  await expect
    .poll(() => sender.check.check())
    .toMatchObject({ ok: false, detail: expect.stringContaining('10500 ms') });
  brokerMs = 61_000;
  await expect.poll(() => sender.skewMs()).toBe(10_500);
  await sender.close();
});

test('heartbeats carry the window, go on after a fault, and stop at close', async () => {
  const channel = channelAt(() => Date.now());
  let failures = 0;
  const sender = startHeartbeat({
    ...base,
    channel: { heartbeat: (notice) => (failures < 2 ? Promise.reject(new Error('down')) : channel.heartbeat(notice)) },
    onFault: () => (failures += 1),
  });
  await expect.poll(() => channel.sent.length).toBeGreaterThan(2);
  expect(channel.sent[0]).toMatchObject({ kind: 'heartbeat', windowMs: 960_000, from: 'spec' });
  await sender.close();
  const count = channel.sent.length;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(channel.sent).toHaveLength(count);
});
