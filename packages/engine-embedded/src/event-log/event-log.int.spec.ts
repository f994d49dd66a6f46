/** Part of what is published fails, as on a full disk: what was to come after it must not be in the log first. */
import { isEngineError } from '@atlasnode/session-engine';
import type { RecordedEvent } from '@atlasnode/session-events';
import { buildCreated, buildRefreshed, buildSession } from '@atlasnode/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Connection } from '../sqlite/connection.js';
import { GroupWriter } from '../sqlite/group-writer.js';
import { MIGRATIONS } from '../sqlite/schema.js';
import { createEventLog, type EmbeddedEventLog } from './event-log.js';

let connection: Connection;
let log: EmbeddedEventLog;

beforeEach(() => {
  connection = new Connection(':memory:');
  for (const script of MIGRATIONS) connection.execute(script);
  log = createEventLog({
    connection,
    writer: new GroupWriter(connection, () => undefined),
    nowMs: Date.now,
  });
});
afterEach(async () => {
  await log.close();
  connection.close();
});

function lifeOf(events: number): readonly RecordedEvent[] {
  const session = buildSession();
  return Array.from({ length: events }, (_, index) =>
    index === 0 ? buildCreated(session) : buildRefreshed(session, { version: index + 1 }),
  );
}

/** The database takes every event but this one. */
function refuse(event: RecordedEvent | undefined): void {
  connection.execute(`CREATE TRIGGER refusing BEFORE INSERT ON event_log
    WHEN json_extract(NEW.body, '$.id') = '${event?.id}' BEGIN SELECT RAISE(ABORT, 'no room'); END`);
}

function takeAll(): void {
  connection.execute('DROP TRIGGER refusing');
}

async function logged(): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { event } of log.readAll()) ids.push(event.id);
  return ids;
}

const idsOf = (events: readonly RecordedEvent[]) => events.map(({ id }) => id);

describe('an event that the log cannot take', () => {
  it('keeps out everything that was to follow it in the call: a repeat has each first occurrence in order', async () => {
    const life = lifeOf(200);
    refuse(life[40]);
    await expect(log.publish(life)).rejects.toSatisfy((error) => isEngineError(error, 'OUTCOME_UNKNOWN'));
    const written = await logged();
    expect(written).toStrictEqual(idsOf(life).slice(0, written.length));
    expect(written.length).toBeLessThanOrEqual(40);

    takeAll();
    await log.publish(life);
    expect([...new Set(await logged())]).toStrictEqual(idsOf(life));
  });

  it('keeps out the calls that were made behind it, and no later one', async () => {
    const life = lifeOf(150);
    refuse(life[3]);
    const calls = [life.slice(0, 70), life.slice(70, 71), life.slice(71)];
    const outcomes = await Promise.allSettled(calls.map((events) => log.publish(events)));
    expect(outcomes.map(({ status }) => status)).toStrictEqual(['rejected', 'rejected', 'rejected']);
    expect(await logged()).toStrictEqual([]);

    takeAll();
    await Promise.all(calls.map((events) => log.publish(events)));
    expect(await logged()).toStrictEqual(idsOf(life));
  });
});
