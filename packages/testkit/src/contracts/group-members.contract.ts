import type { Subscription } from '@atlasnode/session-engine';
import { expect } from 'vitest';
import { newUserId } from '../builders/session.builder.js';
import { eventually, sleep } from '../time/eventually.js';
import type { Contract } from './contract.js';
import { idsOf, Received } from './received-events.js';
import { newLife } from './session-life.js';

const newGroup = newUserId;

export function defineGroupMemberCases(contract: Contract): void {
  defineMembershipCases(contract);
  defineLagCases(contract);
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
