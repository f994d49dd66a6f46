import { isEngineError, type Commit } from '@atlasnode/session-engine';
import { sessionStream, userStream, type StreamName } from '@atlasnode/session-events';
import { expect } from 'vitest';
import { buildCommit, buildCommits } from '../builders/commit.builder.js';
import { newSid, newUserId } from '../builders/session.builder.js';
import { race } from '../race.js';
import type { Contract } from './contract.js';

const CALLERS = 50;

export function defineAppendingCases(contract: Contract): void {
  defineAppendCases(contract);
  defineRaceCases(contract);
}

function newStream(): StreamName {
  return sessionStream(newSid());
}

function defineAppendCases(contract: Contract): void {
  contract.case('the same commit appended again resolves and changes nothing', async () => {
    const { commits } = contract.engine;
    const commit = buildCommit(newStream());
    await commits.append(commit);
    await commits.append({ ...commit, state: { status: 'forged' } });
    expect(await commits.readStream(commit.stream)).toStrictEqual([commit]);
  });

  contract.case('an older commit appended again resolves though the stream has moved on', async () => {
    const { commits } = contract.engine;
    const [first, second] = buildCommits(newStream(), 2) as [Commit, Commit];
    await commits.append(first);
    await commits.append(second);
    await commits.append(first);
    expect(await commits.loadNewest(first.stream)).toStrictEqual(second);
    expect(await commits.readStream(first.stream)).toHaveLength(2);
  });

  contract.case(
    "another command's commit of a version that is taken is a VERSION_CONFLICT, and the stored one stays",
    async () => {
      const { commits } = contract.engine;
      const commit = buildCommit(newStream());
      await commits.append(commit);
      const rejected = commits.append(buildCommit(commit.stream));
      await expect(rejected).rejects.toSatisfy((error) => isEngineError(error, 'VERSION_CONFLICT') && error.retriable);
      expect(await commits.loadNewest(commit.stream)).toStrictEqual(commit);
    },
  );

  contract.case('a read that starts after an append resolved sees it, from another process too', async () => {
    const { commits } = contract.engine;
    const elsewhere = (await contract.peer()).commits;
    const stream = newStream();
    for (const commit of buildCommits(stream, 40)) {
      await commits.append(commit);
      const reads = await Promise.all([commits.loadNewest(stream), elsewhere.loadNewest(stream)]);
      expect(reads.map((read) => read?.commandId)).toStrictEqual([commit.commandId, commit.commandId]);
    }
  });
}

function defineRaceCases(contract: Contract): void {
  contract.case(`of ${CALLERS} commands that append the same version exactly one wins`, async () => {
    const { commits } = contract.engine;
    const elsewhere = (await contract.peer()).commits;
    for (const stream of [newStream(), userStream(newUserId())]) {
      const rivals = Array.from({ length: CALLERS }, () => buildCommit(stream));
      const { won, lost } = await race(CALLERS, async (index) => {
        await (index % 2 === 0 ? commits : elsewhere).append(rivals[index]!);
        return rivals[index]!.commandId;
      });
      expect(won).toHaveLength(1);
      expect(lost).toHaveLength(CALLERS - 1);
      expect(lost.filter((error) => !isEngineError(error, 'VERSION_CONFLICT'))).toStrictEqual([]);
      expect((await commits.loadNewest(stream))?.commandId).toBe(won[0]);
      expect(await commits.readStream(stream)).toHaveLength(1);
    }
  });

  contract.case(
    `the same commit appended ${CALLERS} times at once resolves every time and is stored once`,
    async () => {
      const { commits } = contract.engine;
      const commit = buildCommit(newStream());
      const { won } = await race(CALLERS, () => commits.append(commit));
      expect(won).toHaveLength(CALLERS);
      expect(await commits.readStream(commit.stream)).toStrictEqual([commit]);
    },
  );

  contract.case('of many commits appended at once each stands or falls alone', async () => {
    const { commits } = contract.engine;
    const taken = buildCommit(newStream());
    await commits.append(taken);
    const rivals = Array.from({ length: 150 }, (_, index) =>
      index % 10 === 0 ? buildCommit(taken.stream) : buildCommit(newStream()),
    );
    const { won, lost } = await race(rivals.length, (index) => commits.append(rivals[index]!));
    expect([won.length, lost.length]).toStrictEqual([135, 15]);
    for (const rival of rivals) {
      const expected = rival.stream === taken.stream ? taken : rival;
      expect(await commits.loadNewest(rival.stream)).toStrictEqual(expected);
    }
  });

  contract.case(
    'writers that load, append and try again after a conflict lose no commit and fork no stream',
    async () => {
      const { commits } = contract.engine;
      const elsewhere = (await contract.peer()).commits;
      const stream = newStream();
      const acknowledged: string[] = [];
      await race(8, async (writer) => {
        const store = writer % 2 === 0 ? commits : elsewhere;
        for (let written = 0; written < 10;) {
          const newest = await store.loadNewest(stream);
          const commit = buildCommit(stream, (newest?.version ?? 0) + 1);
          const stored = await store.append(commit).then(
            () => true,
            () => false,
          );
          if (stored) acknowledged.push(commit.id + commit.commandId);
          if (stored) written += 1;
        }
      });
      const stored = await commits.readStream(stream);
      expect(stored.map((commit) => commit.version)).toStrictEqual(Array.from({ length: 80 }, (_, index) => index + 1));
      expect(stored.map((commit) => commit.id + commit.commandId).toSorted()).toStrictEqual(acknowledged.toSorted());
    },
  );
}
