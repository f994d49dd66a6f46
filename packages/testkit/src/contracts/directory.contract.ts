import { isInvalidCursor, type Directory, type DirectoryEntry } from '@atlasnode/session-engine';
import { expect } from 'vitest';
import { buildEntry } from '../builders/directory-entry.builder.js';
import { newSid, newUserId } from '../builders/session.builder.js';
import { HOSTILE_USER_IDS, saltedUserId } from '../hostile-ids.js';
import { allPages } from '../paging.js';
import { race } from '../race.js';
import { describeContract, type Contract, type ContractOptions } from './contract.js';
import { defineEpochCases } from './epoch-progress.contract.js';
import { defineDueSessionCases } from './due-sessions.contract.js';

export function directoryContract(options: ContractOptions): void {
  describeContract('directory', options, (contract) => {
    defineUpsertCases(contract);
    defineActiveOfUserCases(contract);
    defineActiveCases(contract);
    defineDueSessionCases(contract);
    defineEpochCases(contract);
    defineLifetimeCases(contract);
  });
}

function sidsOf(entries: readonly DirectoryEntry[]): readonly string[] {
  return entries.map(({ sid }) => sid);
}

function defineUpsertCases(contract: Contract): void {
  contract.case('an entry is found as it was written, an unknown one is not', async () => {
    const { directory } = contract.engine;
    const entry = buildEntry({ status: 'ended', version: 3, userEpoch: 2, realmEpoch: 5 });
    await directory.upsert(entry);
    expect(await directory.find(entry.sid)).toStrictEqual(entry);
    expect(await directory.find(newSid())).toBeUndefined();
  });

  contract.case('a higher version replaces an entry, the same or a lower one does not', async () => {
    const { directory } = contract.engine;
    const entry = buildEntry({ version: 2 });
    await directory.upsert(entry);
    await directory.upsert({ ...entry, status: 'ended', version: 1 });
    await directory.upsert({ ...entry, status: 'ended', version: 2 });
    expect(await directory.find(entry.sid)).toStrictEqual(entry);
    const ended: DirectoryEntry = { ...entry, status: 'ended', version: 3, checkAtMs: 9 };
    await directory.upsert(ended);
    expect(await directory.find(entry.sid)).toStrictEqual(ended);
  });

  contract.case('of first entries written at once the highest version stays', async () => {
    const { directory } = contract.engine;
    const elsewhere = (await contract.peer()).directory;
    for (let round = 0; round < 5; round += 1) {
      const entry = buildEntry();
      const { lost } = await race(50, (index) =>
        (index % 2 === 0 ? directory : elsewhere).upsert({
          ...entry,
          version: ((index * 7) % 50) + 1,
          checkAtMs: (index * 7) % 50,
        }),
      );
      expect(lost).toStrictEqual([]);
      expect(await directory.find(entry.sid)).toStrictEqual({ ...entry, version: 50, checkAtMs: 49 });
    }
  });

  contract.case('an entry is there after the engine was closed and opened again', async () => {
    const entry = buildEntry();
    await contract.engine.directory.upsert(entry);
    const { directory } = await contract.reopen();
    expect(await directory.find(entry.sid)).toStrictEqual(entry);
  });

  contract.case('an entry is there after the process was killed', async () => {
    const entry = buildEntry();
    await contract.engine.directory.upsert(entry);
    const { directory } = await contract.crash();
    expect(await directory.find(entry.sid)).toStrictEqual(entry);
  });
}

/** Twelve sessions of one user, written in disorder, in the order they are to be listed. */
async function writeSessions(directory: Directory, userId: string): Promise<readonly DirectoryEntry[]> {
  const entries = Array.from({ length: 12 }, (_, index) =>
    buildEntry({ userId, createdAtMs: 1_000 + Math.floor(index / 3) }),
  );
  const listed = entries.toSorted(
    (left, right) => left.createdAtMs - right.createdAtMs || (left.sid < right.sid ? -1 : 1),
  );
  await Promise.all(entries.toReversed().map((entry) => directory.upsert(entry)));
  return listed;
}

function defineActiveOfUserCases(contract: Contract): void {
  const pages = (userId: string, limit: number): Promise<readonly DirectoryEntry[]> =>
    allPages(limit, (page) => contract.engine.directory.activeOfUser(userId, page));

  contract.case("a user's active sessions are listed by start and sid, whatever the size of the page", async () => {
    const userId = newUserId();
    const listed = await writeSessions(contract.engine.directory, userId);
    for (const limit of [1, 2, 5, 11, 12, 13, 1_000]) expect(await pages(userId, limit)).toStrictEqual(listed);
  });

  contract.case('the last page names no next one, a full one too', async () => {
    const userId = newUserId();
    await writeSessions(contract.engine.directory, userId);
    const { directory } = contract.engine;
    expect(await directory.activeOfUser(newUserId(), { limit: 5 })).toStrictEqual({ items: [] });
    expect((await directory.activeOfUser(userId, { limit: 12 })).next).toBeUndefined();
    expect((await directory.activeOfUser(userId, { limit: 11 })).next).toEqual(expect.any(String));
  });

  contract.case('ended sessions and those of others are not listed', async () => {
    const { directory } = contract.engine;
    const userId = newUserId();
    const [first, second] = [buildEntry({ userId }), buildEntry({ userId })];
    await Promise.all([first, second, buildEntry()].map((entry) => directory.upsert(entry)));
    await directory.upsert({ ...first, status: 'ended', version: 2 });
    expect(sidsOf(await pages(userId, 10))).toStrictEqual([second.sid]);
  });

  contract.case('an entry is listed as soon as its upsert resolved, in another process too', async () => {
    const { directory } = contract.engine;
    const elsewhere = (await contract.peer()).directory;
    const userId = newUserId();
    for (let count = 1; count <= 20; count += 1) {
      await directory.upsert(buildEntry({ userId }));
      expect((await elsewhere.activeOfUser(userId, { limit: 100 })).items).toHaveLength(count);
    }
  });

  contract.case('what starts or ends between two pages neither repeats nor hides another session', async () => {
    const { directory } = contract.engine;
    const userId = newUserId();
    const listed = await writeSessions(directory, userId);
    const first = await directory.activeOfUser(userId, { limit: 4 });
    await directory.upsert({ ...listed[0]!, status: 'ended', version: 2 });
    await directory.upsert({ ...listed[3]!, status: 'ended', version: 2 });
    await directory.upsert(buildEntry({ userId, createdAtMs: 1 }));
    const rest = await allPages(4, (page) => directory.activeOfUser(userId, page), first.next);
    expect(sidsOf([...first.items, ...rest])).toStrictEqual(sidsOf(listed));
  });

  contract.case('no name of a user lists the sessions of another', async () => {
    const { directory } = contract.engine;
    const salt = newUserId();
    const entries = HOSTILE_USER_IDS.map((id) => buildEntry({ userId: saltedUserId(salt, id) }));
    await Promise.all(entries.map((entry) => directory.upsert(entry)));
    for (const entry of entries) expect(await pages(entry.userId, 10)).toStrictEqual([entry]);
  });

  contract.case('an `after` that no page gave is an invalid cursor or lists nothing wrong', async () => {
    const { directory } = contract.engine;
    const userId = newUserId();
    const listed = sidsOf(await writeSessions(directory, userId));
    for (const after of ['nonsense', '', '5', "' OR 1=1", '9'.repeat(40), '\u0000', '-1.x']) {
      const page = await directory.activeOfUser(userId, { after, limit: 20 }).catch((error: unknown) => {
        expect(error).toSatisfy(isInvalidCursor);
        return { items: [] };
      });
      expect(listed).toStrictEqual(expect.arrayContaining([...sidsOf(page.items)]));
    }
  });
}

function defineActiveCases(contract: Contract): void {
  contract.case('every active session is listed once, by sid', async () => {
    const { directory } = contract.engine;
    const entries = Array.from({ length: 25 }, () => buildEntry());
    await Promise.all(entries.map((entry) => directory.upsert(entry)));
    const ended = entries.slice(0, 5);
    await Promise.all(ended.map((entry) => directory.upsert({ ...entry, status: 'ended', version: 2 })));
    const listed = await allPages(7, (page) => directory.active(page));
    expect(sidsOf(listed)).toStrictEqual([...new Set(sidsOf(listed))].toSorted());
    const own = new Set(sidsOf(entries));
    expect(listed.filter(({ sid }) => own.has(sid))).toStrictEqual(
      entries.slice(5).toSorted((left, right) => (left.sid < right.sid ? -1 : 1)),
    );
  });
}

function defineLifetimeCases(contract: Contract): void {
  contract.case('the longest lifetime of an access token is only ever raised', async () => {
    const { directory } = contract.engine;
    const before = await directory.raiseMaxAccessTokenLifetime(1);
    expect(await directory.raiseMaxAccessTokenLifetime(before + 100)).toBe(before + 100);
    expect(await directory.raiseMaxAccessTokenLifetime(before)).toBe(before + 100);
    const { won } = await race(20, (index) => directory.raiseMaxAccessTokenLifetime(before + 200 + index));
    expect(Math.max(...won)).toBe(before + 219);
    for (const [index, answered] of won.entries()) expect(answered).toBeGreaterThanOrEqual(before + 200 + index);
    expect(await directory.raiseMaxAccessTokenLifetime(1)).toBe(before + 219);
  });
}
