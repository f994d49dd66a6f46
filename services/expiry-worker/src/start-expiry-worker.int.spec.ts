import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { createLogger, type RunningService } from '@atlasnode/service-kit';
import {
  createSessionCommands,
  endOvertakenJob,
  END_OVERTAKEN_QUEUE,
  type SessionCommands,
} from '@atlasnode/session-commands';
import { DEFAULT_POLICY, type Policy } from '@atlasnode/session-domain';
import type { Engine } from '@atlasnode/session-engine';
import type { RecordedEvent, RevocationRecord, Sid } from '@atlasnode/session-events';
import { eventually, manualClock, newUserId, sleep, type ManualClock } from '@atlasnode/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadExpiryWorkerConfig } from './config.js';
import { startExpiryWorker } from './start-expiry-worker.js';

const SHORT: Policy = { ...DEFAULT_POLICY, idleTimeoutMs: 60_000, absoluteLifetimeMs: 300_000, graceMs: 5_000 };

let engine: Engine;
let clock: ManualClock;
let commands: SessionCommands;
let workers: RunningService[];

beforeEach(async () => {
  clock = manualClock();
  engine = await openEmbeddedEngine({ path: ':memory:', nowMs: clock.nowMs });
  commands = commandsAt(clock.nowMs);
  workers = [];
});
afterEach(async () => {
  for (const worker of workers) await worker.close();
  await commands.relay.close();
  await engine.close();
});

function commandsAt(nowMs: () => number): SessionCommands {
  return createSessionCommands({
    engine,
    nowMs,
    clockSkewMs: 1_000,
    mintingKid: () => 'm1',
    applyNotice: () => undefined,
    onRelayFault: () => undefined,
  });
}

interface WorkerParts {
  readonly variables?: Record<string, string>;
  readonly nowMs?: () => number;
  readonly on?: Engine;
}

async function startWorker({
  variables = {},
  nowMs = clock.nowMs,
  on = engine,
}: WorkerParts = {}): Promise<RunningService> {
  const config = loadExpiryWorkerConfig({
    ATLAS_PORT: '0',
    ATLAS_EXPIRY_INTERVAL: '50ms',
    ATLAS_EXPIRY_RECOVERY_INTERVAL: '100ms',
    ...variables,
  });
  const logger = createLogger({ name: 'worker', level: 'silent' });
  const worker = await startExpiryWorker({ config, engine: on, logger, nowMs });
  workers.push(worker);
  return worker;
}

async function signIn(userId = newUserId(), policy: Policy = SHORT, through = commands): Promise<Sid> {
  const outcome = await through.start({
    userId,
    clientId: 'demo',
    audience: ['demo'],
    roles: ['member'],
    amr: ['pwd'],
    device: {},
    policy,
    actor: { type: 'service', id: 'demo' },
  });
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value.session.sid;
}

async function statusOf(sid: Sid): Promise<string | undefined> {
  return (await commands.find(sid))?.session.status;
}

async function endEvents(sid: Sid): Promise<readonly RecordedEvent[]> {
  const commits = await engine.commits.readStream(`session:${sid}`);
  return commits
    .flatMap((commit) => commit.events)
    .filter(({ type }) => type === 'SessionExpired' || type === 'SessionRevoked');
}

describe('the expiry sweep', () => {
  it('expires a session whose time is up, with the cause, once, and says so on the channel', async () => {
    const notices: RevocationRecord[] = [];
    const reader = await engine.revocations.read(() => 0, {
      onRecord: (record) => notices.push(record),
      onLost: () => undefined,
      onReady: () => undefined,
    });
    const sid = await signIn();
    await startWorker();
    clock.advance(60_001);
    await eventually(async () => expect(await statusOf(sid)).toBe('expired'));
    expect(await endEvents(sid)).toMatchObject([
      { type: 'SessionExpired', data: { cause: 'idle' }, actor: { type: 'policy' } },
    ]);
    await eventually(() =>
      expect(notices.map(({ notice }) => notice)).toContainEqual(
        expect.objectContaining({ kind: 'session', sid, reason: 'idle' }),
      ),
    );
    await eventually(async () => expect((await engine.directory.find(sid))?.status).toBe('ended'));
    await reader.close();
  });

  it('ends no session before its time', async () => {
    const sid = await signIn();
    await startWorker();
    clock.advance(59_000);
    await sleep(300);
    expect(await statusOf(sid)).toBe('active');
  });

  it('a session that somebody used goes on, and is looked at again when it will be due', async () => {
    const sid = await signIn();
    clock.advance(50_000);
    const refreshed = await commands.refresh({
      sid,
      presentedGeneration: 1,
      isAuthentic: () => true,
      active: true,
      policyOf: () => SHORT,
    });
    expect(refreshed.ok).toBe(true);
    await startWorker();
    clock.advance(20_000);
    const dueAtMs = clock.nowMs() - 20_000 + SHORT.idleTimeoutMs;
    await eventually(async () => expect((await engine.directory.find(sid))?.checkAtMs).toBe(dueAtMs));
    expect(await statusOf(sid)).toBe('active');
    clock.set(dueAtMs);
    await eventually(async () => expect(await statusOf(sid)).toBe('expired'));
  });

  it('many due at once all end, each exactly once, though two workers sweep', async () => {
    const sids = await Promise.all(Array.from({ length: 300 }, () => signIn()));
    await startWorker({ variables: { ATLAS_EXPIRY_PER_SWEEP: '70', ATLAS_EXPIRY_LANES: '5' } });
    await startWorker({ variables: { ATLAS_EXPIRY_PER_SWEEP: '70', ATLAS_EXPIRY_LANES: '5' } });
    clock.advance(60_001);
    await eventually(async () => {
      expect((await engine.directory.active({ limit: 1_000 })).items).toHaveLength(0);
    });
    for (const sid of sids) expect(await endEvents(sid)).toHaveLength(1);
  });

  it('by the real clock, a session is expired within five seconds of its due time', async () => {
    const real = commandsAt(Date.now);
    const sids = await Promise.all(
      Array.from({ length: 50 }, () => signIn(newUserId(), { ...SHORT, idleTimeoutMs: 1_000, graceMs: 250 }, real)),
    );
    // As it is configured by default: a sweep each second.
    await startWorker({ variables: { ATLAS_EXPIRY_INTERVAL: '1s' }, nowMs: Date.now });
    await eventually(async () => {
      for (const sid of sids) expect(await statusOf(sid)).toBe('expired');
    }, 8_000);
    for (const sid of sids) {
      const [end] = await endEvents(sid);
      const session = end !== undefined && 'session' in end.data ? end.data.session : undefined;
      expect((end?.atMs ?? Number.NaN) - (session?.idleDueAtMs ?? 0)).toBeLessThan(5_000);
    }
    await real.relay.close();
  });

  it('what cannot be expired holds nobody else up', async () => {
    const broken = await signIn();
    clock.advance(1);
    const fine = await signIn();
    const commits: Engine['commits'] = Object.create(engine.commits);
    commits.loadNewest = async (stream) => {
      if (stream === `session:${broken}`) throw new Error('unreadable');
      return engine.commits.loadNewest(stream);
    };
    // One lane and one at a time: the broken one is always ahead.
    await startWorker({ on: { ...engine, commits }, variables: { ATLAS_EXPIRY_LANES: '1', ATLAS_EXPIRY_SLICE: '1' } });
    clock.advance(60_001);
    await eventually(async () => expect(await statusOf(fine)).toBe('expired'));
    expect(await statusOf(broken)).toBe('active');
  });
});

describe('the sessions that an epoch has overtaken', () => {
  async function raise(userId: string, exceptSid?: Sid): Promise<string> {
    const outcome = await commands.revokeUser({
      userId,
      reason: 'password-changed',
      actor: { type: 'user', id: userId },
      ...(exceptSid === undefined ? {} : { exceptSid }),
    });
    if (!outcome.ok) throw new Error(outcome.refusal.code);
    return outcome.value.jobId;
  }

  it('each get their own end event, once, but the one that was excepted', async () => {
    const userId = newUserId();
    const [kept, ...others] = await Promise.all(Array.from({ length: 6 }, () => signIn(userId)));
    const stranger = await signIn();
    await startWorker();
    const jobId = await raise(userId, kept);
    await eventually(async () =>
      expect(await engine.directory.epochOf({ type: 'user', userId })).toMatchObject({ endedThroughEpoch: 1 }),
    );
    for (const sid of others)
      expect(await endEvents(sid)).toMatchObject([
        { type: 'SessionRevoked', data: { through: 'epoch', reason: 'password-changed' } },
      ]);
    expect(await statusOf(kept ?? '')).toBe('active');
    expect(await statusOf(stranger)).toBe('active');
    await eventually(async () =>
      expect(await engine.jobs.progress(END_OVERTAKEN_QUEUE, jobId)).toMatchObject({
        state: 'done',
        done: 6,
        total: 6,
      }),
    );
  });

  it('of everyone, all of them', async () => {
    const sids = await Promise.all(Array.from({ length: 120 }, () => signIn()));
    await startWorker();
    const outcome = await commands.revokeEveryone({ reason: 'security', actor: { type: 'admin', id: 'ada' } });
    expect(outcome.ok).toBe(true);
    await eventually(async () =>
      expect(await engine.directory.epochOf({ type: 'realm' })).toMatchObject({ endedThroughEpoch: 1 }),
    );
    for (const sid of sids) expect(await endEvents(sid)).toHaveLength(1);
  });

  it('are found again where the scheduler has forgotten everything', async () => {
    const userId = newUserId();
    const sid = await signIn(userId);
    await raise(userId);
    await commands.relay.idle();
    // A scheduler that knows nothing: the job that was enqueued is in queues that this one does not see.
    const { jobs } = engine;
    const forgetful: Engine['jobs'] = {
      every: (task, turn) => jobs.every(task, turn),
      work: (queue, options, handle) => jobs.work(`new-${queue}`, options, handle),
      enqueue: (queue, added) => jobs.enqueue(`new-${queue}`, added),
      progress: (queue, id) => jobs.progress(`new-${queue}`, id),
      recent: (queue, limit) => jobs.recent(`new-${queue}`, limit),
    };
    await startWorker({ on: { ...engine, jobs: forgetful } });
    await eventually(async () => expect(await statusOf(sid)).toBe('revoked'));
    await eventually(async () =>
      expect(await engine.directory.epochOf({ type: 'user', userId })).toMatchObject({ endedThroughEpoch: 1 }),
    );
  });

  it('are not touched while the notice of their epoch is not out', async () => {
    const userId = newUserId();
    const sid = await signIn(userId);
    await commands.relay.idle();
    const channel: Engine['revocations'] = Object.create(engine.revocations);
    channel.publish = () => new Promise(() => undefined);
    const cutOff = createSessionCommands({
      engine: { ...engine, revocations: channel },
      nowMs: clock.nowMs,
      clockSkewMs: 1_000,
      mintingKid: () => 'm1',
      applyNotice: () => undefined,
      onRelayFault: () => undefined,
    });
    void cutOff.revokeUser({ userId, reason: 'security', actor: { type: 'system' } }).catch(() => undefined);
    await eventually(async () => expect((await commands.epochsOf(userId)).user).toBe(1));
    await engine.directory.raiseEpoch({ type: 'user', userId }, 1);
    await startWorker();
    await engine.jobs.enqueue(END_OVERTAKEN_QUEUE, [endOvertakenJob({ type: 'user', userId }, 1)]);
    await sleep(500);
    expect(await endEvents(sid)).toHaveLength(0);
    expect(await engine.directory.epochOf({ type: 'user', userId })).toMatchObject({ endedThroughEpoch: 0 });
  });
});

describe('the worker as a service', () => {
  it('answers for its health and counts what it does', async () => {
    const worker = await startWorker();
    const sid = await signIn();
    clock.advance(60_001);
    await eventually(async () => expect(await statusOf(sid)).toBe('expired'));
    await eventually(async () => {
      const text = await (await fetch(`${worker.url}/metrics`)).text();
      expect(text).toMatch(/atlas_expiry_outcomes_total\{.*outcome="expired".*\} 1/);
    });
    await eventually(async () => expect((await fetch(`${worker.url}/health/ready`)).status).toBe(200));
  });
});
