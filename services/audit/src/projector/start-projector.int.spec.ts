import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { createLogger, type RunningService } from '@atlasnode/service-kit';
import { EngineError, type Engine } from '@atlasnode/session-engine';
import type { RecordedEvent } from '@atlasnode/session-events';
import { buildCreated, buildRefreshed, buildSession, eventually } from '@atlasnode/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadProjectorConfig } from '../config.js';
import { AUDIT_GROUP } from './audit-group.js';
import { startProjector } from './start-projector.js';

let engine: Engine;
let projector: RunningService | undefined;
let lines: string[];

beforeEach(async () => {
  engine = await openEmbeddedEngine({ path: ':memory:' });
  lines = [];
});
afterEach(async () => {
  await projector?.close();
  await engine.close();
});

async function project(from: Pick<Engine, 'eventLog' | 'audit' | 'health'> = engine): Promise<void> {
  const logger = createLogger({
    name: 'projector',
    level: 'info',
    destination: { write: (line) => void lines.push(line) },
  });
  projector = await startProjector({ config: loadProjectorConfig({ ATLAS_PORT: '0' }), engine: from, logger });
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${projector?.url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(name) && !one.startsWith('#'));
  return Number(line?.split(' ').at(-1));
}

async function allProjected(): Promise<void> {
  await eventually(async () => expect(await engine.eventLog.behind(AUDIT_GROUP)).toBe(0));
}

function written(): Promise<readonly RecordedEvent[]> {
  return engine.audit.events({}, { limit: 100 }).then((page) => page.items);
}

/** As a writer of another version, or a fault on the way, might leave one in the log. */
function notUnderstood(overrides: Record<string, unknown>): RecordedEvent {
  const event: unknown = { ...buildCreated(), ...overrides };
  return event as RecordedEvent;
}

describe('the projector', () => {
  it('takes what is in the log into the trail, from the beginning on', async () => {
    const session = buildSession();
    await engine.eventLog.publish([buildCreated(session)]);
    await project();
    await engine.eventLog.publish([buildRefreshed(session)]);
    await eventually(async () => expect(await engine.audit.session(session.sid)).toMatchObject({ version: 2 }));
    expect(await written()).toHaveLength(2);
  });

  it('an event that comes twice is in the trail once', async () => {
    const event = buildCreated();
    await project();
    await engine.eventLog.publish([event, event]);
    await engine.eventLog.publish([event]);
    await allProjected();
    expect(await written()).toEqual([event]);
    expect(await metric('atlas_audit_conflicting_events_total')).toBe(0);
  });

  it.each([
    ['an unknown type', { type: 'SessionTeleported' }],
    ['no data', { data: null }],
    ['a session without a sid', { data: { session: { userId: 'ana' } } }],
    ['a version that is no number', { version: 'one' }],
  ])('an event with %s is put aside with its reason and stops nothing', async (_what, overrides) => {
    const after = buildCreated();
    await project();
    await engine.eventLog.publish([notUnderstood(overrides), after]);
    await allProjected();
    expect(await written()).toEqual([after]);
    expect(await metric('atlas_audit_dead_letters_total')).toBe(1);
    expect(lines.map((line): unknown => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ level: 'error', reason: expect.stringMatching(/./), position: expect.any(String) }),
    );
  });

  it('an event that the store refuses costs no other its place', async () => {
    const refused = buildCreated();
    const [before, after] = [buildCreated(), buildCreated()];
    const audit: Engine['audit'] = Object.create(engine.audit);
    audit.write = (events) => {
      if (events.some(({ id }) => id === refused.id)) throw new TypeError('cannot be bound');
      return engine.audit.write(events);
    };
    await project({ eventLog: engine.eventLog, audit, health: () => engine.health() });
    await engine.eventLog.publish([before, refused, after]);
    await allProjected();
    expect((await written()).map(({ id }) => id).toSorted()).toEqual([before.id, after.id].toSorted());
    expect(await metric('atlas_audit_dead_letters_total')).toBe(1);
  });

  it('a store that is not there loses nothing: the batch comes again', async () => {
    const event = buildCreated();
    let failures = 2;
    const audit: Engine['audit'] = Object.create(engine.audit);
    audit.write = (events) => {
      failures -= 1;
      if (failures >= 0) throw new EngineError('UNAVAILABLE', 'gone for a moment');
      return engine.audit.write(events);
    };
    await project({ eventLog: engine.eventLog, audit, health: () => engine.health() });
    await engine.eventLog.publish([event]);
    await allProjected();
    expect(await written()).toEqual([event]);
    expect(await metric('atlas_audit_dead_letters_total')).toBe(0);
  });

  it('one id with two hashes is an alarm, and the first one stays', async () => {
    const first = buildCreated();
    const second = { ...first, hash: 'f'.repeat(64) };
    await project();
    await engine.eventLog.publish([first]);
    await engine.eventLog.publish([second]);
    await allProjected();
    expect(await written()).toEqual([first]);
    expect(await metric('atlas_audit_conflicting_events_total')).toBe(1);
    expect(lines.join('\n')).toContain('ALARM');
  });
});
