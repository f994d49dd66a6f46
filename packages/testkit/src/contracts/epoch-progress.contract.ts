import type { EpochOwner } from '@atlasnode/session-engine';
import { expect } from 'vitest';
import { newSid, newUserId } from '../builders/session.builder.js';
import { HOSTILE_USER_IDS, saltedUserId } from '../hostile-ids.js';
import { allPages } from '../paging.js';
import { race } from '../race.js';
import type { Contract } from './contract.js';

const REALM: EpochOwner = { type: 'realm' };

function newOwner(): EpochOwner {
  return { type: 'user', userId: newUserId() };
}

export function defineEpochCases(contract: Contract): void {
  contract.case('an owner without an epoch has none', async () => {
    expect(await contract.engine.directory.epochOf(newOwner())).toBeUndefined();
  });

  contract.case('the higher epoch is kept with its own exception', async () => {
    const { directory } = contract.engine;
    const owner = newOwner();
    const [kept, other] = [newSid(), newSid()];
    await directory.raiseEpoch(owner, 2, kept);
    expect(await directory.epochOf(owner)).toStrictEqual({ owner, epoch: 2, exceptSid: kept, endedThroughEpoch: 0 });
    await directory.raiseEpoch(owner, 1, other);
    await directory.raiseEpoch(owner, 2, other);
    expect(await directory.epochOf(owner)).toStrictEqual({ owner, epoch: 2, exceptSid: kept, endedThroughEpoch: 0 });
    await directory.raiseEpoch(owner, 3);
    expect(await directory.epochOf(owner)).toStrictEqual({ owner, epoch: 3, endedThroughEpoch: 0 });
  });

  contract.case('epochs raised at once end at the highest, with the exception of that one', async () => {
    const { directory } = contract.engine;
    const elsewhere = (await contract.peer()).directory;
    for (let round = 0; round < 5; round += 1) {
      const owner = newOwner();
      const exceptions = Array.from({ length: 50 }, () => newSid());
      const { lost } = await race(50, (index) => {
        const epoch = ((index * 7) % 50) + 1;
        return (index % 2 === 0 ? directory : elsewhere).raiseEpoch(owner, epoch, exceptions[epoch - 1]);
      });
      expect(lost).toStrictEqual([]);
      expect(await directory.epochOf(owner)).toStrictEqual({
        owner,
        epoch: 50,
        exceptSid: exceptions[49],
        endedThroughEpoch: 0,
      });
    }
  });

  contract.case('what has been ended through never goes back, and raising an epoch leaves it alone', async () => {
    const { directory } = contract.engine;
    const owner = newOwner();
    await directory.raiseEpoch(owner, 4);
    await directory.markEndedThrough(owner, 3);
    await directory.markEndedThrough(owner, 2);
    expect((await directory.epochOf(owner))?.endedThroughEpoch).toBe(3);
    await directory.raiseEpoch(owner, 9);
    expect(await directory.epochOf(owner)).toStrictEqual({ owner, epoch: 9, endedThroughEpoch: 3 });
    await race(20, (index) => directory.markEndedThrough(owner, (index * 7) % 9));
    expect((await directory.epochOf(owner))?.endedThroughEpoch).toBe(8);
  });

  contract.case('an owner is unfinished as long as not everything below the epoch has ended', async () => {
    const { directory } = contract.engine;
    const owners = Array.from({ length: 7 }, newOwner);
    for (const owner of owners) await directory.raiseEpoch(owner, 2);
    await directory.markEndedThrough(owners[0]!, 1);
    await directory.markEndedThrough(owners[1]!, 2);
    await directory.markEndedThrough(owners[2]!, 3);
    const own = owners.map((owner) => JSON.stringify(owner));
    const listed = (await allPages(2, (page) => directory.unfinishedEpochs(page))).filter(({ owner }) =>
      own.includes(JSON.stringify(owner)),
    );
    expect(listed.map(({ owner }) => JSON.stringify(owner)).toSorted()).toStrictEqual(
      own.filter((_, index) => index !== 1 && index !== 2).toSorted(),
    );
    expect(listed.find(({ owner }) => JSON.stringify(owner) === own[0])).toStrictEqual({
      owner: owners[0],
      epoch: 2,
      endedThroughEpoch: 1,
    });
  });

  contract.case("the realm's epoch is no user's, whatever the user is called", async () => {
    const { directory } = contract.engine;
    const before = (await directory.epochOf(REALM))?.epoch ?? 0;
    await directory.raiseEpoch({ type: 'user', userId: 'realm' }, before + 100);
    expect((await directory.epochOf(REALM))?.epoch ?? 0).toBe(before);
    await directory.raiseEpoch(REALM, before + 1);
    expect(await directory.epochOf(REALM)).toMatchObject({ owner: REALM, epoch: before + 1 });
    expect((await directory.epochOf({ type: 'user', userId: 'realm' }))?.epoch).toBe(before + 100);
    await directory.markEndedThrough(REALM, before + 1);
  });

  contract.case('no name of a user reaches the epoch of another', async () => {
    const { directory } = contract.engine;
    const salt = newUserId();
    const owners = HOSTILE_USER_IDS.map((id): EpochOwner => ({ type: 'user', userId: saltedUserId(salt, id) }));
    await Promise.all(owners.map((owner, index) => directory.raiseEpoch(owner, index + 1)));
    for (const [index, owner] of owners.entries()) {
      expect(await directory.epochOf(owner)).toStrictEqual({ owner, epoch: index + 1, endedThroughEpoch: 0 });
    }
  });

  contract.case(
    'an epoch and how far it was ended are there after the engine was closed and opened again',
    async () => {
      const owner = newOwner();
      await contract.engine.directory.raiseEpoch(owner, 5);
      await contract.engine.directory.markEndedThrough(owner, 4);
      const { directory } = await contract.reopen();
      expect(await directory.epochOf(owner)).toStrictEqual({ owner, epoch: 5, endedThroughEpoch: 4 });
    },
  );
}
