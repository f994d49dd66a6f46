import type { LoggedEvent } from '@atlasnode/session-engine';
import { partitionKey, type RecordedEvent } from '@atlasnode/session-events';
import { expect } from 'vitest';
import { newUserId } from '../builders/session.builder.js';
import { eventually, sleep } from '../time/eventually.js';
import type { Contract } from './contract.js';
import { defineGroupMemberCases } from './group-members.contract.js';
import { idsOf, Received } from './received-events.js';
import { newLife } from './session-life.js';

const newGroup = newUserId;

export function defineConsumerGroupCases(contract: Contract): void {
  defineDeliveryCases(contract);
  defineFailureCases(contract);
  defineGroupMemberCases(contract);
}

function defineDeliveryCases(contract: Contract): void {
  contract.case('a new group is given the log from its beginning, then what comes, in order', async () => {
    const { eventLog } = contract.engine;
    const life = newLife(8);
    const received = new Received(life);
    await eventLog.publish(life.slice(0, 4));
    const subscription = await eventLog.subscribe(newGroup(), async (batch) => received.take(batch));
    await eventually(() => expect(received.distinct).toStrictEqual(idsOf(life.slice(0, 4))));
    for (const event of life.slice(4)) await eventLog.publish([event]);
    await eventually(() => expect(received.distinct).toStrictEqual(idsOf(life)));
    await subscription.close();
  });

  contract.case('a batch is never empty and holds events as they were published', async () => {
    const { eventLog } = contract.engine;
    const life = newLife(3);
    const sizes: number[] = [];
    const events: RecordedEvent[] = [];
    const subscription = await eventLog.subscribe(newGroup(), async (batch) => {
      sizes.push(batch.length);
      events.push(...batch.map(({ event }) => event));
    });
    await eventLog.publish(life);
    await eventually(() => expect(events.filter(({ stream }) => stream === life[0]!.stream)).toStrictEqual(life));
    expect(sizes).not.toContain(0);
    await subscription.close();
  });

  contract.case('each group is given everything', async () => {
    const { eventLog } = contract.engine;
    const life = newLife(5);
    const [one, other] = [new Received(life), new Received(life)];
    const subscriptions = await Promise.all(
      [one, other].map((received) => eventLog.subscribe(newGroup(), async (batch) => received.take(batch))),
    );
    await eventLog.publish(life);
    for (const received of [one, other]) await eventually(() => expect(received.distinct).toStrictEqual(idsOf(life)));
    await Promise.all(subscriptions.map((subscription) => subscription.close()));
  });

  contract.case(
    'batches of one key come one after the other, however slow the handler and however many members',
    async () => {
      const { eventLog } = contract.engine;
      const elsewhere = (await contract.peer()).eventLog;
      const lives = Array.from({ length: 5 }, () => newLife(12));
      const received = new Received(...lives);
      const group = newGroup();
      const inHand = new Map<string, number>();
      let overlaps = 0;
      const handle = async (batch: readonly LoggedEvent[]): Promise<void> => {
        const keys = new Set(batch.map(({ event }) => partitionKey(event)));
        for (const key of keys) {
          overlaps += inHand.get(key) ?? 0;
          inHand.set(key, (inHand.get(key) ?? 0) + 1);
        }
        await sleep(5);
        received.take(batch);
        for (const key of keys) inHand.set(key, (inHand.get(key) ?? 1) - 1);
      };
      const members = await Promise.all([eventLog, elsewhere, eventLog].map((log) => log.subscribe(group, handle)));
      for (let at = 0; at < 12; at += 1) await Promise.all(lives.map((life) => eventLog.publish([life[at]!])));
      await eventually(() => expect(received.distinct).toHaveLength(60));
      expect(overlaps).toBe(0);
      for (const life of lives) {
        const ids = idsOf(life);
        expect(received.distinct.filter((id) => ids.includes(id))).toStrictEqual(ids);
      }
      await Promise.all(members.map((member) => member.close()));
    },
  );
}

function defineFailureCases(contract: Contract): void {
  contract.case('a batch whose handler threw comes again, and nothing is passed over', async () => {
    const { eventLog } = contract.engine;
    const life = newLife(10);
    const received = new Received(life);
    let failures = 0;
    const subscription = await eventLog.subscribe(newGroup(), async (batch) => {
      if (received.ownOf(batch).length > 0 && failures < 3) {
        failures += 1;
        throw failures === 2 ? new TypeError('a bug') : new Error('the database is away');
      }
      received.take(batch);
    });
    for (const event of life) await eventLog.publish([event]);
    await eventually(() => expect(received.distinct).toStrictEqual(idsOf(life)));
    expect(failures).toBe(3);
    await subscription.close();
  });

  contract.case(
    'the position is committed after the effect: what a member failed at comes to the next one',
    async () => {
      const { eventLog } = contract.engine;
      const life = newLife(3);
      const group = newGroup();
      let attempts = 0;
      const failing = await eventLog.subscribe(group, async (batch) => {
        if (new Received(life).ownOf(batch).length === 0) return;
        attempts += 1;
        throw new Error('no effect');
      });
      await eventLog.publish(life);
      await eventually(() => expect(attempts).toBeGreaterThan(0));
      await failing.close();
      const received = new Received(life);
      const next = await eventLog.subscribe(group, async (batch) => received.take(batch));
      await eventually(() => expect(received.distinct).toStrictEqual(idsOf(life)));
      await next.close();
    },
  );

  contract.case('one group that fails holds up no other', async () => {
    const { eventLog } = contract.engine;
    const life = newLife(6);
    const received = new Received(life);
    const failing = await eventLog.subscribe(newGroup(), async () => {
      throw new Error('always');
    });
    const working = await eventLog.subscribe(newGroup(), async (batch) => received.take(batch));
    await eventLog.publish(life);
    await eventually(() => expect(received.distinct).toStrictEqual(idsOf(life)));
    await Promise.all([failing.close(), working.close()]);
  });
}
