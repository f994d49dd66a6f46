import { isEngineError, type Commit } from '@atlasnode/session-engine';
import { REALM_STREAM, sessionStream, userStream, type StreamName } from '@atlasnode/session-events';
import fc from 'fast-check';
import { expect } from 'vitest';
import { buildCommit, buildCommits } from '../builders/commit.builder.js';
import { newSid, newUserId } from '../builders/session.builder.js';
import { anyUserId, HOSTILE_USER_IDS, saltedUserId } from '../hostile-ids.js';
import { describeContract, type Contract, type ContractOptions } from './contract.js';
import { definePendingCases } from './pending-commits.contract.js';
import { defineAppendingCases } from './append-commits.contract.js';

export function commitStoreContract(options: ContractOptions): void {
  describeContract('commit store', options, (contract) => {
    defineReadCases(contract);
    defineAppendingCases(contract);
    defineStreamNameCases(contract);
    definePendingCases(contract);
    defineDurabilityCases(contract);
  });
}

function newStream(): StreamName {
  return sessionStream(newSid());
}

function defineReadCases(contract: Contract): void {
  contract.case('a stream nobody wrote has no newest commit and no commits', async () => {
    const stream = newStream();
    expect(await contract.engine.commits.loadNewest(stream)).toBeUndefined();
    expect(await contract.engine.commits.readStream(stream)).toStrictEqual([]);
    expect(await contract.engine.commits.pendingOf(stream, 9)).toStrictEqual([]);
  });

  contract.case('a commit is read back exactly as it was appended', async () => {
    const { commits } = contract.engine;
    const full = buildCommit(newStream(), 1, {
      requestDigest: 'digest',
      secret: { salt: 'c2FsdA', kid: 'k2', previousKid: 'k1' },
      state: { status: 'active', nested: { list: [1, 2.5, null, 'žluťoučký 👾 "quoted" \\ \n'], empty: {} } },
      pendingSince: 1_700_000_000_000,
    });
    const bare = buildCommit(newStream());
    for (const commit of [full, bare]) {
      await commits.append(commit);
      expect(await commits.loadNewest(commit.stream)).toStrictEqual(commit);
      expect(await commits.readStream(commit.stream)).toStrictEqual([commit]);
    }
  });

  contract.case('a commit of many events and a large state is kept whole', async () => {
    const stream = newStream();
    const [template] = buildCommit(stream).events;
    const events = Array.from({ length: 99 }, (_, index) => ({ ...template, index: index + 1 }));
    const commit = buildCommit(stream, 1, { events: [template, ...events], state: { text: 'ř'.repeat(100_000) } });
    await contract.engine.commits.append(commit);
    expect(await contract.engine.commits.loadNewest(stream)).toStrictEqual(commit);
  });

  contract.case('what a reader changes in a commit nobody else sees', async () => {
    const { commits } = contract.engine;
    const commit = buildCommit(newStream(), 1, { state: { list: ['kept'] } });
    await commits.append(commit);
    const read = await commits.loadNewest(commit.stream);
    (read!.state as { list: string[] }).list.push('mine');
    expect((await commits.loadNewest(commit.stream))?.state).toStrictEqual({ list: ['kept'] });
  });

  contract.case('versions sort as numbers, beyond nine digits too', async () => {
    const { commits } = contract.engine;
    const stream = newStream();
    const versions = [1, 2, 9, 10, 11, 99, 100, 999_999_999, 1_000_000_000, 9_999_999_999];
    for (const version of versions) {
      await commits.append(buildCommit(stream, version));
      expect((await commits.loadNewest(stream))?.version).toBe(version);
    }
    expect((await commits.readStream(stream)).map((commit) => commit.version)).toStrictEqual(versions);
  });

  contract.case('a stream is read in order, from a version and no further than a limit', async () => {
    const { commits } = contract.engine;
    const stream = newStream();
    for (const commit of buildCommits(stream, 12)) await commits.append(commit);
    const versions = async (range: Parameters<typeof commits.readStream>[1]): Promise<readonly number[]> =>
      (await commits.readStream(stream, range)).map((commit) => commit.version);
    expect(await versions({})).toStrictEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(await versions({ fromVersion: 9 })).toStrictEqual([9, 10, 11, 12]);
    expect(await versions({ fromVersion: 3, limit: 2 })).toStrictEqual([3, 4]);
    expect(await versions({ fromVersion: 13 })).toStrictEqual([]);
  });

  contract.case('at most 1,000 commits are read where no limit is given', async () => {
    const { commits } = contract.engine;
    const stream = newStream();
    await Promise.all(buildCommits(stream, 1_003).map((commit) => commits.append(commit)));
    const read = await commits.readStream(stream);
    expect(read.map((commit) => commit.version)).toStrictEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
    expect(await commits.readStream(stream, { fromVersion: 1_001 })).toHaveLength(3);
  });
}

function defineStreamNameCases(contract: Contract): void {
  contract.case('no name of a user reaches the stream of another', async () => {
    const { commits } = contract.engine;
    const prefix = newUserId();
    const streams = HOSTILE_USER_IDS.map((id) => userStream(saltedUserId(prefix, id)));
    const own = streams.map((stream) => buildCommits(stream, 2));
    await Promise.all(own.flat().map((commit) => commits.append(commit)));
    for (const [index, stream] of streams.entries()) {
      expect((await commits.loadNewest(stream))?.commandId).toBe(own[index]!.at(-1)!.commandId);
      expect((await commits.readStream(stream)).map((commit) => commit.commandId)).toStrictEqual(
        own[index]!.map((commit) => commit.commandId),
      );
    }
  });

  contract.case('any two valid names of users are two streams', async () => {
    const { commits } = contract.engine;
    const salt = newUserId();
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(anyUserId(), { minLength: 2, maxLength: 4 }), async (ids) => {
        // The same draw may come again: its commits are there already, with other command ids.
        const streams = ids.map((id) => userStream(saltedUserId(salt, id)));
        await Promise.all(
          [...new Set(streams)].map((stream) =>
            commits.append({ ...buildCommit(stream), commandId: `first of ${stream}` }),
          ),
        );
        for (const stream of streams) expect((await commits.loadNewest(stream))?.commandId).toBe(`first of ${stream}`);
      }),
      { numRuns: 40 },
    );
  });

  contract.case("every stream's newest commit is told once, in the order of stream names", async () => {
    const { commits } = contract.engine;
    const base = newUserId();
    const names: StreamName[] = ['', '-a', '.a', '0', '@', 'A', '_', 'a', 'a-', 'aa', '~', '%'].map((end) =>
      userStream(base + end),
    );
    const streams: StreamName[] = [...names, newStream(), newStream(), REALM_STREAM];
    for (const stream of streams) {
      await Promise.all(buildCommits(stream, 3).map((commit) => commits.append(commit).catch(() => undefined)));
    }
    const told: Commit[] = [];
    for (;;) {
      const after = told.at(-1)?.stream;
      const page = await commits.streams({ limit: 7, ...(after === undefined ? {} : { after }) });
      told.push(...page);
      if (page.length < 7) break;
    }
    const order = told.map((commit) => commit.stream);
    expect(order).toStrictEqual([...new Set(order)].toSorted());
    const newest = await Promise.all(streams.map((stream) => commits.loadNewest(stream)));
    expect(told.filter((commit) => streams.includes(commit.stream))).toStrictEqual(
      newest.filter((commit) => commit !== undefined).toSorted((left, right) => (left.stream < right.stream ? -1 : 1)),
    );
  });
}

function defineDurabilityCases(contract: Contract): void {
  contract.case('what was appended is there after the engine was closed and opened again', async () => {
    const written = buildCommits(newStream(), 5, { pendingSince: 5 });
    await Promise.all(written.map((commit) => contract.engine.commits.append(commit)));
    const { commits } = await contract.reopen();
    expect(await commits.readStream(written[0]!.stream)).toStrictEqual(written);
    expect(await commits.loadNewest(written[0]!.stream)).toStrictEqual(written.at(-1));
  });

  contract.case('what was acknowledged is there after the process was killed', async () => {
    const commit = buildCommit(newStream(), 1, { pendingSince: 5 });
    await contract.engine.commits.append(commit);
    const { commits } = await contract.crash();
    expect(await commits.loadNewest(commit.stream)).toStrictEqual(commit);
  });

  contract.case('after closing every call is refused as CLOSED', async () => {
    const { engine, close } = await contract.openAnother();
    await engine.close();
    const calls = [
      () => engine.commits.append(buildCommit(newStream())),
      () => engine.commits.loadNewest(newStream()),
      () => engine.commits.readStream(newStream()),
      () => engine.commits.pending({ pendingBeforeMs: 1, limit: 1 }),
      () => engine.commits.clearPending([buildCommit(newStream()).id]),
      () => engine.commits.streams({ limit: 1 }),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toSatisfy((error) => isEngineError(error, 'CLOSED') && !error.retriable);
    }
    await close();
  });

  contract.case('an engine that is closing finishes what was taken', async () => {
    const { engine, close } = await contract.openAnother();
    const appended = Array.from({ length: 200 }, () => engine.commits.append(buildCommit(newStream())));
    await engine.close();
    const settled = await Promise.allSettled(appended);
    expect(settled.filter(({ status }) => status === 'rejected')).toStrictEqual([]);
    await close();
  });
}
