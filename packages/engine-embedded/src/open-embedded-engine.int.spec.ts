import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isEngineError, type Engine } from '@atlasnode/session-engine';
import {
  buildCreated,
  buildEntry,
  buildHeartbeat,
  buildSession,
  buildSessionNotice,
  eventually,
  sleep,
} from '@atlasnode/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedEngine } from './open-embedded-engine.js';

let folder: string;
let engine: Engine;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atlas-engine-'));
  engine = await openEmbeddedEngine({ path: join(folder, 'sessions.db') });
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the embedded engine', () => {
  it('says of every part that it is well', async () => {
    const health = await engine.health();
    expect(health.map(({ part }) => part)).toStrictEqual([
      'commit store',
      'directory',
      'event log',
      'revocation channel',
      'job scheduler',
      'audit store',
      'key store',
    ]);
    expect(health.filter(({ ok }) => !ok)).toStrictEqual([]);
  });

  it('says that it is closed once it is, and may be closed again', async () => {
    await Promise.all([engine.close(), engine.close()]);
    await engine.close();
    const health = await engine.health();
    expect(health.every(({ ok, detail }) => !ok && detail === 'the engine is closed')).toBe(true);
  });

  it('refuses every call of every port as CLOSED once it is closed', async () => {
    const { audit, directory, eventLog, jobs, keys, revocations } = engine;
    await engine.close();
    const quiet = { onRecord: () => undefined, onLost: () => undefined, onReady: () => undefined };
    const calls: readonly (() => Promise<unknown>)[] = [
      () => audit.write([buildCreated()]),
      () => audit.sessions({}, { limit: 1 }),
      () => audit.countSessions({}),
      () => audit.counts({ by: 'hour', fromMs: 0, toMs: 1 }),
      () => directory.upsert(buildEntry()),
      () => directory.find(buildSession().sid),
      () => directory.epochOf({ type: 'realm' }),
      () => eventLog.publish([buildCreated()]),
      () => eventLog.subscribe('group', async () => undefined),
      () => eventLog.behind('group'),
      () => jobs.enqueue('queue', [{ id: 'job', payload: 1 }]),
      () => jobs.progress('queue', 'job'),
      () => keys.signingKeys(),
      () => keys.takeSignInCode('hash', 1),
      () => revocations.publish(buildSessionNotice()),
      () => revocations.heartbeat(buildHeartbeat()),
      () => revocations.read(() => 0, quiet),
      () => revocations.recordsSince(0, 1),
    ];
    for (const call of calls)
      await expect(call(), call.toString()).rejects.toSatisfy((error) => isEngineError(error, 'CLOSED'));
  });

  it('finishes the batch, the job and the turn in hand before it closes, and their writes are kept', async () => {
    const session = buildSession();
    const story: string[] = [];
    const slowly = async (what: string): Promise<void> => {
      story.push(`${what} begun`);
      await sleep(100);
      await engine.directory.upsert(buildEntry({ userId: what }));
      story.push(`${what} done`);
    };
    await engine.eventLog.subscribe('group', () => slowly('batch'));
    await engine.eventLog.publish([buildCreated(session)]);
    await engine.jobs.work('queue', { concurrency: 1, maxAttempts: 1 }, () => slowly('job'));
    await engine.jobs.enqueue('queue', [{ id: 'job', payload: 1 }]);
    await engine.jobs.every({ name: 'task', intervalMs: 5, onError: () => undefined }, () => slowly('turn'));
    await eventually(() => expect(story).toHaveLength(3));
    await engine.close();
    expect(story.toSorted()).toStrictEqual([
      'batch begun',
      'batch done',
      'job begun',
      'job done',
      'turn begun',
      'turn done',
    ]);
    engine = await openEmbeddedEngine({ path: join(folder, 'sessions.db') });
    expect(await engine.eventLog.behind('group')).toBe(0);
    expect(await engine.jobs.progress('queue', 'job')).toMatchObject({ state: 'done' });
    for (const what of ['batch', 'job', 'turn'])
      expect((await engine.directory.activeOfUser(what, { limit: 5 })).items).toHaveLength(1);
  });
});
