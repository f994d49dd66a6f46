import { isInvalidCursor } from '@atlasnode/session-engine';
import { sessionStream } from '@atlasnode/session-events';
import { expect } from 'vitest';
import { buildCommit } from '../builders/commit.builder.js';
import { newSid } from '../builders/session.builder.js';
import { race } from '../race.js';
import { sleep } from '../time/eventually.js';
import type { Contract } from './contract.js';

/** More than all cases of the suite leave pending. */
const ALL = 100_000;

export function definePendingCases(contract: Contract): void {
  const newStream = (): ReturnType<typeof sessionStream> => sessionStream(newSid());

  contract.case('pending commits are listed up to an instant, the oldest first', async () => {
    const { commits } = contract.engine;
    const since = [50, 10, 40, 20, 30];
    const written = since.map((pendingSince) => buildCommit(newStream(), 1, { pendingSince }));
    for (const commit of written) await commits.append(commit);
    const listed = (await commits.pending({ pendingBeforeMs: 40, limit: ALL })).items.filter(({ id }) =>
      written.some((commit) => commit.id === id),
    );
    expect(listed.map(({ pendingSince }) => pendingSince)).toStrictEqual([10, 20, 30, 40]);
    expect(listed[0]).toStrictEqual(written[1]);
  });

  contract.case(
    'pending commits of a stream come in version order, also where the clock stepped back between them',
    async () => {
      const { commits } = contract.engine;
      const stream = newStream();
      for (const [index, pendingSince] of [300, 100, 200].entries())
        await commits.append(buildCommit(stream, index + 1, { pendingSince }));
      const { items: listed } = await commits.pending({ pendingBeforeMs: 1_000, limit: ALL });
      expect(listed.filter((commit) => commit.stream === stream).map(({ version }) => version)).toStrictEqual([
        1, 2, 3,
      ]);
    },
  );

  contract.case('no more pending commits are listed than asked for, the oldest of all', async () => {
    const { commits } = contract.engine;
    const oldest = buildCommit(newStream(), 1, { pendingSince: 0 });
    await commits.append(oldest);
    for (let more = 0; more < 3; more += 1) await commits.append(buildCommit(newStream(), 1, { pendingSince: 9 }));
    expect((await commits.pending({ pendingBeforeMs: ALL, limit: 1 })).items).toStrictEqual([oldest]);
    expect((await commits.pending({ pendingBeforeMs: ALL, limit: 3 })).items).toHaveLength(3);
  });

  contract.case(
    'page after page every pending commit is listed once, also those of one instant, whatever is cleared between',
    async () => {
      const { commits } = contract.engine;
      const streams = Array.from({ length: 12 }, newStream);
      // The clock steps back within each stream.
      const written = streams.flatMap((stream, index) => [
        buildCommit(stream, 1, { pendingSince: 20 + Math.floor(index / 4) }),
        buildCommit(stream, 2, { pendingSince: 20 }),
      ]);
      for (const commit of written) await commits.append(commit);
      const [cleared, ...kept] = written.map(({ id }) => id);
      const own = new Set(kept);
      const listed: string[] = [];
      let pages = 0;
      for (let after: string | undefined, isLast = false; !isLast; pages += 1) {
        const page = await commits.pending({ pendingBeforeMs: 22, limit: 5, ...(after !== undefined && { after }) });
        expect(page.items.length).toBeLessThanOrEqual(5);
        listed.push(...page.items.map(({ id }) => id).filter((id) => own.has(id)));
        await commits.clearPending([cleared!]);
        after = page.next;
        isLast = after === undefined;
      }
      expect(pages).toBeGreaterThanOrEqual(5);
      expect(listed.toSorted()).toStrictEqual(kept.toSorted());
    },
  );

  contract.case('a cursor that no page of pending commits gave is refused', async () => {
    const { commits } = contract.engine;
    for (const after of ['', 'nonsense', '#', '1'])
      await expect(commits.pending({ pendingBeforeMs: ALL, limit: 1, after })).rejects.toSatisfy(isInvalidCursor);
  });

  contract.case('a commit without pendingSince is never pending', async () => {
    const { commits } = contract.engine;
    const commit = buildCommit(newStream());
    await commits.append(commit);
    const { items: listed } = await commits.pending({ pendingBeforeMs: Number.MAX_SAFE_INTEGER, limit: ALL });
    expect(listed.map(({ id }) => id)).not.toContain(commit.id);
    expect(await commits.pendingOf(commit.stream, 2)).toStrictEqual([]);
  });

  contract.case('the earlier pending commits of a stream are its own, below a version, in order', async () => {
    const { commits } = contract.engine;
    const [stream, other] = [newStream(), newStream()];
    for (const version of [1, 2, 3, 4, 10, 11]) {
      await commits.append(buildCommit(stream, version, version === 2 ? {} : { pendingSince: 100 - version }));
      await commits.append(buildCommit(other, version, { pendingSince: 1 }));
    }
    const versions = (await commits.pendingOf(stream, 11)).map(({ version }) => version);
    expect(versions).toStrictEqual([1, 3, 4, 10]);
    expect(await commits.pendingOf(stream, 1)).toStrictEqual([]);
  });

  contract.case('a cleared commit is pending nowhere and otherwise unchanged', async () => {
    const { commits } = contract.engine;
    const commit = buildCommit(newStream(), 1, { pendingSince: 7 });
    await commits.append(commit);
    await commits.clearPending([commit.id]);
    const { pendingSince: _, ...cleared } = commit;
    expect(await commits.loadNewest(commit.stream)).toStrictEqual(cleared);
    expect(await commits.readStream(commit.stream)).toStrictEqual([cleared]);
    expect(await commits.pendingOf(commit.stream, 9)).toStrictEqual([]);
    const { items: listed } = await commits.pending({ pendingBeforeMs: ALL, limit: ALL });
    expect(listed.map(({ id }) => id)).not.toContain(commit.id);
  });

  contract.case('clearing leaves every other commit of the stream pending', async () => {
    const { commits } = contract.engine;
    const stream = newStream();
    const written = [1, 2, 3].map((version) => buildCommit(stream, version, { pendingSince: 3 }));
    for (const commit of written) await commits.append(commit);
    await commits.clearPending([written[1]!.id]);
    expect((await commits.pendingOf(stream, 9)).map(({ version }) => version)).toStrictEqual([1, 3]);
    expect((await commits.loadNewest(stream))?.pendingSince).toBe(3);
  });

  contract.case('ids that are unknown or cleared already are passed over', async () => {
    const { commits } = contract.engine;
    const commit = buildCommit(newStream(), 1, { pendingSince: 7 });
    await commits.append(commit);
    await commits.clearPending([commit.id]);
    await commits.clearPending([buildCommit(newStream()).id, commit.id, commit.id, 'nonsense', '', '@', 'realm@x']);
    await commits.clearPending([]);
    expect((await commits.loadNewest(commit.stream))?.pendingSince).toBeUndefined();
  });

  contract.case('a cleared commit that is appended once more stays cleared', async () => {
    const { commits } = contract.engine;
    const commit = buildCommit(newStream(), 1, { pendingSince: 7 });
    await commits.append(commit);
    await commits.clearPending([commit.id]);
    await commits.append(commit);
    expect(await commits.pendingOf(commit.stream, 9)).toStrictEqual([]);
    expect((await commits.loadNewest(commit.stream))?.pendingSince).toBeUndefined();
  });

  contract.case(
    'what was pending when the engine was closed is pending when it opens again, what was cleared is not',
    async () => {
      const written = [1, 2, 3, 4].map((version) => buildCommit(newStream(), version, { pendingSince: version }));
      for (const commit of written) await contract.engine.commits.append(commit);
      await contract.engine.commits.clearPending([written[1]!.id]);
      await contract.reopen();
      await contract.engine.commits.clearPending([written[2]!.id]);
      const { commits } = await contract.reopen();
      const listed = (await commits.pending({ pendingBeforeMs: ALL, limit: ALL })).items.map(({ id }) => id);
      expect(written.map(({ id }) => listed.includes(id))).toStrictEqual([true, false, false, true]);
      expect((await commits.loadNewest(written[0]!.stream))?.pendingSince).toBe(1);
      expect((await commits.loadNewest(written[1]!.stream))?.pendingSince).toBeUndefined();
    },
  );

  contract.case('nothing that was pending is forgotten when the process is killed', async () => {
    const stream = newStream();
    const written = Array.from({ length: 300 }, (_, index) => buildCommit(stream, index + 1, { pendingSince: 5 }));
    for (let at = 0; at < 300; at += 30) {
      await Promise.all(written.slice(at, at + 30).map((commit) => contract.engine.commits.append(commit)));
      await contract.engine.commits.clearPending(written.slice(at, at + 20).map(({ id }) => id));
      await sleep(50);
    }
    const { commits } = await contract.crash();
    const listed = (await commits.pendingOf(stream, 301)).map(({ version }) => version);
    // Those cleared last may come again.
    const uncleared = written.map(({ version }) => version).filter((version) => (version - 1) % 30 >= 20);
    expect(listed).toStrictEqual(expect.arrayContaining(uncleared));
  });

  contract.case('two relays that clear the same commits at once both succeed', async () => {
    const { commits } = contract.engine;
    const elsewhere = (await contract.peer()).commits;
    const written = Array.from({ length: 60 }, () => buildCommit(newStream(), 1, { pendingSince: 4 }));
    await Promise.all(written.map((commit) => commits.append(commit)));
    const ids = written.map(({ id }) => id);
    const { lost } = await race(6, (index) => (index % 2 === 0 ? commits : elsewhere).clearPending(ids));
    expect(lost).toStrictEqual([]);
    const listed = (await commits.pending({ pendingBeforeMs: ALL, limit: ALL })).items.map(({ id }) => id);
    expect(listed.filter((id) => ids.includes(id))).toStrictEqual([]);
  });
}
