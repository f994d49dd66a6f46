import type { EventLog, LoggedEvent } from '@atlasnode/session-engine';
import { partitionKey, type RecordedEvent } from '@atlasnode/session-events';
import { expect } from 'vitest';
import {
  buildCreated,
  buildEveryoneRevoked,
  buildRefreshed,
  buildReuse,
  buildRevoked,
  buildUserRevoked,
} from '../builders/event.builder.js';
import { buildSession, newUserId } from '../builders/session.builder.js';
import { HOSTILE_USER_IDS, saltedUserId } from '../hostile-ids.js';
import { eventually } from '../time/eventually.js';
import { defineConsumerGroupCases } from './consumer-group.contract.js';
import { describeContract, type Contract, type ContractOptions } from './contract.js';
import { newLife } from './session-life.js';

export function eventLogContract(options: ContractOptions): void {
  describeContract('event log', options, (contract) => {
    definePublishCases(contract);
    defineReadAllCases(contract);
    defineConsumerGroupCases(contract);
    defineFollowCases(contract);
    defineLastingCases(contract);
  });
}

async function readLog(log: EventLog): Promise<readonly LoggedEvent[]> {
  const read: LoggedEvent[] = [];
  for await (const logged of log.readAll()) read.push(logged);
  return read;
}

/** The log's events that are among these. */
async function readOwn(log: EventLog, events: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]> {
  const own = new Set(events.map(({ id }) => id));
  return (await readLog(log)).map(({ event }) => event).filter(({ id }) => own.has(id));
}

function definePublishCases(contract: Contract): void {
  contract.case('every kind of event is read as it was published', async () => {
    const { eventLog } = contract.engine;
    const session = buildSession({ userId: saltedUserId(newUserId(), 'zoë 用户 👾') });
    const stamp = 1 + (Date.now() % 1_000_000_000);
    const events = [
      buildCreated(session),
      buildRefreshed(session, { version: 2, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }),
      buildReuse(session, { version: 3, index: 0 }),
      buildRevoked(session, { version: 3, index: 1 }),
      buildUserRevoked(session.userId, stamp, { exceptSid: session.sid }),
      buildEveryoneRevoked(stamp),
    ];
    await eventLog.publish(events);
    const read = await readOwn(eventLog, events);
    expect(read).toHaveLength(events.length);
    expect(read).toEqual(expect.arrayContaining(events));
    for (const event of events) expect(read.find(({ id }) => id === event.id)).toStrictEqual(event);
  });

  contract.case('publishing nothing resolves', async () => {
    await contract.engine.eventLog.publish([]);
  });

  contract.case('an event published again may stand there again, and its first occurrence is in order', async () => {
    const { eventLog } = contract.engine;
    const life = newLife(4);
    await eventLog.publish(life.slice(0, 3));
    await eventLog.publish(life.slice(1));
    const ids = (await readOwn(eventLog, life)).map(({ id }) => id);
    expect([...new Set(ids)]).toStrictEqual(life.map(({ id }) => id));
  });

  contract.case('many events published in one call are all there, in order', async () => {
    const { eventLog } = contract.engine;
    const life = newLife(1_500);
    await eventLog.publish(life);
    expect(await readOwn(eventLog, life)).toStrictEqual(life);
  });

  contract.case(
    'events of one key keep their order while many keys are published at once, from two processes',
    async () => {
      const { eventLog } = contract.engine;
      const elsewhere = (await contract.peer()).eventLog;
      const lives = HOSTILE_USER_IDS.map((id) => newLife(12, saltedUserId(newUserId(), id)));
      await Promise.all(
        lives.map(async (life, index) => {
          const log = index % 2 === 0 ? eventLog : elsewhere;
          for (let at = 0; at < life.length; at += 3) await log.publish(life.slice(at, at + 3));
        }),
      );
      const read = await readOwn(eventLog, lives.flat());
      for (const life of lives) {
        const key = partitionKey(life[0]!);
        expect(read.filter((event) => partitionKey(event) === key)).toStrictEqual(life);
      }
    },
  );
}

function defineReadAllCases(contract: Contract): void {
  contract.case('the whole log is read to where it ended when the call was made', async () => {
    const { eventLog } = contract.engine;
    const [before, after] = [newLife(3), newLife(3)];
    await eventLog.publish(before);
    const reading = eventLog.readAll()[Symbol.asyncIterator]();
    const first = await reading.next();
    await eventLog.publish(after);
    const ids = new Set<string>();
    for (let next = first; next.done !== true; next = await reading.next()) ids.add(next.value.event.id);
    for (const { id } of before) expect(ids).toContain(id);
    for (const { id } of after) expect(ids).not.toContain(id);
  });

  contract.case('reading may stop in the middle and begin anew', async () => {
    const { eventLog } = contract.engine;
    await eventLog.publish(newLife(5));
    for await (const { position } of eventLog.readAll()) {
      expect(position).toEqual(expect.any(String));
      break;
    }
    const [one, other] = [await readLog(eventLog), await readLog(eventLog)];
    expect(one.length).toBeGreaterThanOrEqual(5);
    expect(one.map(({ event }) => event.id).toSorted()).toStrictEqual(other.map(({ event }) => event.id).toSorted());
    expect(new Set(one.map(({ position }) => position)).size).toBe(one.length);
  });
}

function defineFollowCases(contract: Contract): void {
  contract.case(
    'a follower is told what is published from now on, in order, and nothing once it is closed',
    async () => {
      const { eventLog } = contract.engine;
      const [before, during, after] = [newLife(2), newLife(5), newLife(2)];
      await eventLog.publish(before);
      const told: RecordedEvent[] = [];
      const others: RecordedEvent[] = [];
      const follower = await eventLog.follow((event) => told.push(event));
      const other = await eventLog.follow((event) => others.push(event));
      for (const event of during) await eventLog.publish([event]);
      await eventually(() => expect(told).toStrictEqual(during));
      await follower.close();
      await eventLog.publish(after);
      await eventually(() => expect(others).toStrictEqual([...during, ...after]));
      expect(told).toStrictEqual(during);
      await other.close();
    },
  );

  contract.case('a follower is told what another process publishes', async () => {
    const told: string[] = [];
    const follower = await contract.engine.eventLog.follow(({ id }) => told.push(id));
    const life = newLife(3);
    await (await contract.peer()).eventLog.publish(life);
    await eventually(() => expect(told).toStrictEqual(life.map(({ id }) => id)));
    await follower.close();
  });
}

function defineLastingCases(contract: Contract): void {
  contract.case(
    'the log and the positions of its groups are there after the engine was closed and opened again',
    async () => {
      const group = newUserId();
      const [before, after] = [newLife(3), newLife(3)];
      await contract.engine.eventLog.publish(before);
      const first = await contract.engine.eventLog.subscribe(group, async () => undefined);
      await eventually(async () => expect(await first.behind()).toBe(0));
      await first.close();
      const { eventLog } = await contract.reopen();
      expect(await readOwn(eventLog, before)).toStrictEqual(before);
      const told: string[] = [];
      const second = await eventLog.subscribe(
        group,
        async (batch) => void told.push(...batch.map(({ event }) => event.id)),
      );
      await eventLog.publish(after);
      await eventually(() => expect(told).toStrictEqual(after.map(({ id }) => id)));
      await second.close();
    },
  );

  contract.case('what was acknowledged is in the log after the process was killed', async () => {
    const life = newLife(70);
    await contract.engine.eventLog.publish(life);
    const { eventLog } = await contract.crash();
    expect(await readOwn(eventLog, life)).toStrictEqual(life);
  });
}
