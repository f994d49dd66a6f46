import type { DirectoryEntry, Page, PageRequest } from '@atlasnode/session-engine';
import { expect } from 'vitest';
import { buildEntry } from '../builders/directory-entry.builder.js';
import { newSid } from '../builders/session.builder.js';
import { allPages } from '../paging.js';
import { race } from '../race.js';
import type { Contract } from './contract.js';

export function defineDueSessionCases(contract: Contract): void {
  defineDueCases(contract);
}

function sidsOf(entries: readonly DirectoryEntry[]): readonly string[] {
  return entries.map(({ sid }) => sid);
}

function defineDueCases(contract: Contract): void {
  /** Due times of other cases lie in the present. */
  const due = async (atMs: number, entries: readonly DirectoryEntry[]): Promise<readonly string[]> => {
    const own = new Set(sidsOf(entries));
    const listed = await allPages(2, (page: PageRequest): Promise<Page<DirectoryEntry>> =>
      contract.engine.directory.due(atMs, page),
    );
    return sidsOf(listed).filter((sid) => own.has(sid));
  };

  contract.case('sessions to be checked at or before an instant are due, the most overdue first', async () => {
    const { directory } = contract.engine;
    const entries = [40, 10, 30, 20, 20].map((checkAtMs) => buildEntry({ checkAtMs }));
    await Promise.all(entries.map((entry) => directory.upsert(entry)));
    const [tied, alsoTied] = sidsOf(entries.slice(3)).toSorted();
    expect(await due(30, entries)).toStrictEqual([entries[1]!.sid, tied, alsoTied, entries[2]!.sid]);
    expect(await due(9, entries)).toStrictEqual([]);
    expect(await due(10, entries)).toStrictEqual([entries[1]!.sid]);
  });

  contract.case('an ended session is never due', async () => {
    const { directory } = contract.engine;
    const entry = buildEntry({ checkAtMs: 5 });
    await directory.upsert(entry);
    await directory.upsert({ ...entry, status: 'ended', version: 2 });
    expect(await due(100, [entry])).toStrictEqual([]);
  });

  contract.case('a check is put off forward only, and only where the session is active', async () => {
    const { directory } = contract.engine;
    const [active, ended] = [buildEntry({ checkAtMs: 50 }), buildEntry({ checkAtMs: 50, status: 'ended' })];
    await Promise.all([active, ended].map((entry) => directory.upsert(entry)));
    for (const sid of [active.sid, ended.sid, newSid()]) await directory.postpone(sid, 70);
    await directory.postpone(active.sid, 60);
    expect(await directory.find(active.sid)).toStrictEqual({ ...active, checkAtMs: 70 });
    expect(await directory.find(ended.sid)).toStrictEqual(ended);
    expect(await due(69, [active])).toStrictEqual([]);
    expect(await due(70, [active])).toStrictEqual([active.sid]);
  });

  contract.case('checks put off at once keep the latest time, and an end among them stays the end', async () => {
    const { directory } = contract.engine;
    const elsewhere = (await contract.peer()).directory;
    const entry = buildEntry({ checkAtMs: 1 });
    await directory.upsert(entry);
    await race(30, (index) => (index % 2 === 0 ? directory : elsewhere).postpone(entry.sid, ((index * 7) % 30) + 1));
    expect((await directory.find(entry.sid))?.checkAtMs).toBe(30);
    const ended: DirectoryEntry = { ...entry, status: 'ended', version: 2, checkAtMs: 2 };
    await race(11, (index) => (index === 5 ? directory.upsert(ended) : elsewhere.postpone(entry.sid, 100 + index)));
    expect((await directory.find(entry.sid))?.status).toBe('ended');
    expect(await due(1_000, [entry])).toStrictEqual([]);
  });

  contract.case('a session put off between two pages is not told twice before its new time', async () => {
    const { directory } = contract.engine;
    const entries = [1, 2, 3, 4].map((checkAtMs) => buildEntry({ checkAtMs }));
    await Promise.all(entries.map((entry) => directory.upsert(entry)));
    const first = await directory.due(10, { limit: 2 });
    await Promise.all(first.items.map(({ sid }) => directory.postpone(sid, 1_000)));
    const rest = await allPages(2, (page) => directory.due(10, page), first.next);
    expect(new Set(sidsOf([...first.items, ...rest])).size).toBe(first.items.length + rest.length);
  });
}
