import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { createLogger, type RunningService } from '@atlasnode/service-kit';
import { createSessionCommands, hashOfEvent, type SessionCommands } from '@atlasnode/session-commands';
import { DEFAULT_POLICY } from '@atlasnode/session-domain';
import type { Engine } from '@atlasnode/session-engine';
import type { RecordedEvent, Sid } from '@atlasnode/session-events';
import { buildCreated, buildUserRevoked, eventually } from '@atlasnode/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadProjectorConfig } from '../../config.js';
import { AUDIT_GROUP } from '../../projector/audit-group.js';
import { startProjector } from '../../projector/start-projector.js';
import { readCursor, verifyChains, writeCursor, type Verification } from './verify-chains.js';

let engine: Engine;
let commands: SessionCommands;
let projector: RunningService | undefined;

beforeEach(async () => {
  engine = await openEmbeddedEngine({ path: ':memory:' });
  commands = createSessionCommands({
    engine,
    nowMs: Date.now,
    clockSkewMs: 1_000,
    mintingKid: () => 'm1',
    applyNotice: () => undefined,
    onRelayFault: () => undefined,
  });
});
afterEach(async () => {
  await commands.relay.close();
  await projector?.close();
  projector = undefined;
  await engine.close();
});

async function signIn(userId = 'ana'): Promise<Sid> {
  const policy = { ...DEFAULT_POLICY, graceMs: 0 };
  const actor = { type: 'service', id: 'demo' } as const;
  const device = { ip: '192.0.2.1', userAgent: 'Mozilla/5.0' };
  const outcome = await commands.start({
    userId,
    clientId: 'demo',
    audience: ['demo'],
    roles: [],
    amr: [],
    device,
    policy,
    actor,
  });
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  const { sid } = outcome.value.session;
  for (const presentedGeneration of [1, 2]) {
    await commands.refresh({ sid, presentedGeneration, isAuthentic: () => true, active: true, policyOf: () => policy });
  }
  return sid;
}

/** Two sessions, one of them ended, and an epoch of each kind. */
async function history(): Promise<readonly Sid[]> {
  const sids = [await signIn(), await signIn('ben')];
  await commands.revoke({ sid: sids[0] ?? '', reason: 'ended-by-admin', actor: { type: 'admin', id: 'ada' } });
  await commands.revokeUser({ userId: 'ben', reason: 'password-changed', actor: { type: 'user', id: 'ben' } });
  await commands.revokeEveryone({ reason: 'security', actor: { type: 'admin', id: 'ada' } });
  await commands.relay.idle();
  return sids;
}

async function project(): Promise<void> {
  const logger = createLogger({ name: 'projector', level: 'silent' });
  projector = await startProjector({ config: loadProjectorConfig({ ATLAS_PORT: '0' }), engine, logger });
  await eventually(async () => expect(await engine.eventLog.behind(AUDIT_GROUP)).toBe(0));
}

/** Writes the trail by hand, as somebody would who has its database. */
async function projectForged(forge: (events: readonly RecordedEvent[]) => readonly RecordedEvent[]): Promise<void> {
  const events: RecordedEvent[] = [];
  for await (const { event } of engine.eventLog.readAll()) events.push(event);
  await engine.audit.write(forge(events));
  // The projector's group has read everything, so nothing is on its way.
  const subscription = await engine.eventLog.subscribe(AUDIT_GROUP, async () => undefined);
  await eventually(async () => expect(await engine.eventLog.behind(AUDIT_GROUP)).toBe(0));
  await subscription.close();
}

function verify(limit = 1_000, from: Parameters<typeof verifyChains>[1] = { phase: 'streams' }): Promise<Verification> {
  return verifyChains(
    { audit: engine.audit, commits: engine.commits, eventLog: engine.eventLog, group: AUDIT_GROUP },
    from,
    limit,
  );
}

describe('verifying the chains', () => {
  it('a trail as it was written is whole', async () => {
    await history();
    await project();
    expect(await verify()).toEqual({ ok: true, streams: 4, events: 9, behind: 0 });
  });

  it('addresses and user agents may be erased: the chain stays whole', async () => {
    await history();
    await projectForged((events) =>
      events.map((event) => {
        if (event.type !== 'SessionCreated') return event;
        const { ip: _ip, userAgent: _userAgent, salt: _salt, ...device } = event.data.session.device;
        return { ...event, data: { session: { ...event.data.session, device } } };
      }),
    );
    expect(await verify()).toMatchObject({ ok: true });
  });

  it('what the projector has not read yet is on its way, no fault', async () => {
    await history();
    expect(await verify()).toMatchObject({ ok: true, events: 0, behind: 9 });
  });

  it('an event whose content was changed is named', async () => {
    const [sid] = await history();
    const id = `session:${sid}@0000000002.0`;
    await projectForged((events) =>
      events.map((event) => (event.id === id ? { ...event, actor: { type: 'user', id: 'mallory' } } : event)),
    );
    expect(await verify()).toMatchObject({
      ok: false,
      broken: { stream: `session:${sid}`, eventId: id, reason: 'content-changed' },
    });
  });

  it('nor does a hash computed anew for it help: the next event names the old one', async () => {
    const [sid] = await history();
    const id = `session:${sid}@0000000002.0`;
    await projectForged((events) =>
      events.map((event) => {
        if (event.id !== id) return event;
        const changed: RecordedEvent = { ...event, actor: { type: 'user', id: 'mallory' } };
        return { ...changed, hash: hashOfEvent(changed) };
      }),
    );
    expect(await verify()).toMatchObject({
      ok: false,
      broken: { eventId: `session:${sid}@0000000003.0`, reason: 'not-linked' },
    });
  });

  it.each([
    ['the first', '@0000000001.0', { reason: 'event-missing', found: expect.stringContaining('@0000000002.0') }],
    ['one in between', '@0000000002.0', { reason: 'event-missing', eventId: expect.stringContaining('@0000000001.0') }],
    ['the last', '@0000000004.0', { reason: 'tail-missing', eventId: expect.stringContaining('@0000000003.0') }],
  ])('%s event of a session, cut out, is missed', async (_which, position, broken) => {
    const [sid] = await history();
    await projectForged((events) => events.filter(({ id }) => id !== `session:${sid}${position}`));
    expect(await verify()).toMatchObject({ ok: false, broken: { stream: `session:${sid}`, ...broken } });
  });

  it('a whole session, cut out, is missed', async () => {
    const [sid] = await history();
    await projectForged((events) => events.filter(({ stream }) => stream !== `session:${sid}`));
    expect(await verify()).toMatchObject({ ok: false, broken: { stream: `session:${sid}`, reason: 'tail-missing' } });
  });

  it('an epoch, cut out, is missed', async () => {
    await history();
    await projectForged((events) => events.filter(({ type }) => type !== 'EverySessionRevoked'));
    expect(await verify()).toMatchObject({ ok: false, broken: { stream: 'realm', reason: 'tail-missing' } });
  });

  it('a chain told differently to its end differs from the write model', async () => {
    const [sid] = await history();
    await projectForged((events) => {
      let prevHash: string | undefined;
      return events.map((event) => {
        if (event.stream !== `session:${sid}`) return event;
        const told: RecordedEvent = {
          ...event,
          actor: { type: 'user', id: 'mallory' },
          prevHash: prevHash ?? event.prevHash,
        };
        prevHash = hashOfEvent(told);
        return { ...told, hash: prevHash };
      });
    });
    expect(await verify()).toMatchObject({ ok: false, broken: { stream: `session:${sid}`, reason: 'tail-differs' } });
  });

  it('an event put behind the end of a chain is found', async () => {
    const [sid] = await history();
    await projectForged((events) => {
      const last = events.filter(({ stream }) => stream === `session:${sid}`).at(-1);
      if (last === undefined) throw new Error('no event');
      const added: RecordedEvent = {
        ...last,
        id: `session:${sid}@0000000005.0`,
        version: 5,
        index: 0,
        prevHash: last.hash,
      };
      return [...events, { ...added, hash: hashOfEvent(added) }];
    });
    expect(await verify()).toMatchObject({ ok: false, broken: { stream: `session:${sid}`, reason: 'tail-differs' } });
  });

  it('a session that the write model never had is found', async () => {
    await history();
    const invented = buildCreated();
    await projectForged((events) => [...events, invented]);
    expect(await verify()).toMatchObject({
      ok: false,
      broken: { stream: invented.stream, reason: 'not-in-write-model' },
    });
  });

  it.each([
    ['the end of all sessions of a user who never had one', () => buildUserRevoked('mallory', 1)],
    ['the same under the name of a stream that there is', () => buildUserRevoked('mallory', 7, { stream: 'user:ben' })],
  ])('%s, put into the trail, is found', async (_what, build) => {
    await history();
    const invented = build();
    await projectForged((events) => [...events, { ...invented, hash: hashOfEvent(invented) }]);
    expect(await verify()).toMatchObject({ ok: false, broken: { eventId: invented.id, reason: 'not-in-write-model' } });
  });

  it('a bounded walk goes on where it ended, and comes to the same', async () => {
    await history();
    await project();
    let [streams, events, calls] = [0, 0, 0];
    let next: Verification['next'] = { phase: 'streams' };
    while (next !== undefined) {
      const part: Verification = await verify(1, readCursor(writeCursor(next)));
      expect(part.ok).toBe(true);
      [streams, events, calls] = [streams + part.streams, events + part.events, calls + 1];
      next = part.next;
    }
    expect({ streams, events }).toEqual({ streams: 4, events: 9 });
    expect(calls).toBeGreaterThan(4);
  });

  it('while people use the system, nothing is called broken', async () => {
    await project();
    let working = true;
    const load = (async () => {
      while (working) await Promise.all([history(), signIn('cleo'), signIn('dan')]);
    })();
    for (let round = 0; round < 10; round += 1) expect(await verify()).toMatchObject({ ok: true });
    working = false;
    await load;
    await eventually(async () => expect(await verify()).toMatchObject({ ok: true, behind: 0 }));
  });
});
