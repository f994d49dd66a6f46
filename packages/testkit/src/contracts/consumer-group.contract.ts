import type { LoggedEvent, Subscription } from '@atlasnode/session-engine';
import { partitionKey, type RecordedEvent } from '@atlasnode/session-events';
import { expect } from 'vitest';
import { newUserId } from '../builders/session.builder.js';
import { eventually, sleep } from '../time/eventually.js';
import type { Contract } from './contract.js';
import { newLife } from './session-life.js';

const newGroup = newUserId;

/** What a handler was given of the lives that a case is about. */
class Received {
  readonly ids: string[] = [];
  readonly #own: ReadonlySet<string>;

  constructor(...lives: ReadonlyArray<readonly RecordedEvent[]>) {
    this.#own = new Set(lives.flat().map(({ id }) => id));
  }

  take(batch: readonly LoggedEvent[]): void {
    this.ids.push(...this.ownOf(batch));
  }

  ownOf(batch: readonly LoggedEvent[]): readonly string[] {
    return batch.map(({ event }) => event.id).filter((id) => this.#own.has(id));
  }

  /** First occurrences: what remains when repeats are dropped, as every consumer does. */
  get distinct(): readonly string[] {
    return [...new Set(this.ids)];
  }
}

function idsOf(events: readonly RecordedEvent[]): readonly string[] {
  return events.map(({ id }) => id);
}

export function defineConsumerGroupCases(contract: Contract): void {
  defineDeliveryCases(contract);
  defineFailureCases(contract);
  defineMembershipCases(contract);
  defineLagCases(contract);
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

function defineMembershipCases(contract: Contract): void {
  contract.case('closing waits for the batch in hand and takes no other', async () => {
    const { eventLog } = contract.engine;
    const life = newLife(2);
    let begun = false;
    let finished = false;
    let takenAfter = 0;
    let closed = false;
    const subscription = await eventLog.subscribe(newGroup(), async (batch) => {
      if (closed) takenAfter += 1;
      if (new Received(life).ownOf(batch).length === 0) return;
      begun = true;
      await sleep(150);
      finished = true;
    });
    await eventLog.publish([life[0]!]);
    await eventually(() => expect(begun).toBe(true));
    await subscription.close();
    closed = true;
    expect(finished).toBe(true);
    await eventLog.publish([life[1]!]);
    await sleep(100);
    expect(takenAfter).toBe(0);
  });

  contract.case('when a member leaves another takes over, and nothing is lost', async () => {
    const { eventLog } = contract.engine;
    const elsewhere = (await contract.peer()).eventLog;
    const group = newGroup();
    const lives = Array.from({ length: 6 }, () => newLife(9));
    const received = new Received(...lives);
    const join = (log: typeof eventLog): Promise<Subscription> =>
      log.subscribe(group, async (batch) => received.take(batch));
    const members = [await join(eventLog), await join(elsewhere), await join(eventLog)];
    for (const [round, member] of members.entries()) {
      await Promise.all(lives.map((life) => eventLog.publish(life.slice(round * 3, round * 3 + 3))));
      if (round < members.length - 1) await member.close();
    }
    await eventually(() => expect(received.distinct).toHaveLength(54));
    for (const life of lives) {
      const ids = idsOf(life);
      expect(received.distinct.filter((id) => ids.includes(id))).toStrictEqual(ids);
    }
    await members[2]!.close();
  });

  contract.case('a group that comes back goes on where it stopped', async () => {
    const { eventLog } = contract.engine;
    const group = newGroup();
    const [before, after] = [newLife(4), newLife(4)];
    const first = new Received(before, after);
    await eventLog.publish(before);
    const subscription = await eventLog.subscribe(group, async (batch) => first.take(batch));
    await eventually(async () => expect(await subscription.behind()).toBe(0));
    await subscription.close();
    await eventLog.publish(after);
    const second = new Received(before, after);
    const again = await eventLog.subscribe(group, async (batch) => second.take(batch));
    await eventually(() => expect(second.distinct).toStrictEqual(idsOf(after)));
    expect(first.distinct).toStrictEqual(idsOf(before));
    await again.close();
  });
}

function defineLagCases(contract: Contract): void {
  contract.case('a group is behind by what it has not passed, and by everything where it never was', async () => {
    const { eventLog } = contract.engine;
    const group = newGroup();
    await eventLog.publish(newLife(4));
    const all = await eventLog.behind(group);
    expect(all).toBeGreaterThanOrEqual(4);
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const subscription = await eventLog.subscribe(group, () => gate);
    await eventLog.publish(newLife(3));
    expect(await eventLog.behind(group)).toBe(all + 3);
    expect(await subscription.behind()).toBe(all + 3);
    release();
    await eventually(async () => expect(await subscription.behind()).toBe(0));
    expect(await eventLog.behind(group)).toBe(0);
    await subscription.close();
    await eventLog.publish(newLife(2));
    expect(await eventLog.behind(group)).toBe(2);
  });
}
