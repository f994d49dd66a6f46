import { isDeepStrictEqual } from 'node:util';
import type { RevocationChannel } from '@atlasnode/session-engine';
import type { RevocationRecord } from '@atlasnode/session-events';
import { expect } from 'vitest';
import {
  buildEveryoneNotice,
  buildHeartbeat,
  buildSessionNotice,
  buildUserNotice,
} from '../builders/notice.builder.js';
import { race } from '../race.js';
import { eventually } from '../time/eventually.js';
import type { Contract } from './contract.js';
import { listen } from './recording-listener.js';

export function defineChannelOrderCases(contract: Contract): void {
  defineOrderCases(contract);
  defineResumeCases(contract);
}

function expectChain(records: readonly RevocationRecord[]): void {
  for (const [index, record] of records.entries()) {
    const before = records[index - 1];
    if (before === undefined) continue;
    expect(record.previous).toBe(before.position);
    expect(record.atMs).toBeGreaterThanOrEqual(before.atMs);
  }
}

function defineOrderCases(contract: Contract): void {
  contract.case('every reader is told the same records in the same order, each following the one before', async () => {
    const { revocations } = contract.engine;
    const elsewhere = (await contract.peer()).revocations;
    const [near, far] = await Promise.all([listen(revocations), listen(elsewhere)]);
    await eventually(() => expect([near.ready, far.ready].map(({ length }) => length)).toStrictEqual([1, 1]));
    const { won } = await race(60, (index) =>
      (index % 2 === 0 ? revocations : elsewhere).publish(buildSessionNotice()),
    );
    expect(new Set(won.map(({ position }) => position)).size).toBe(60);
    const inOrder = won.toSorted((left, right) => left.position - right.position);
    for (const listener of [near, far]) {
      await eventually(() => expect(listener.records).toContainEqual(inOrder.at(-1)));
      const own = new Set(won.map(({ position }) => position));
      expect(
        listener.records.filter(({ position, notice }) => own.has(position) && notice.kind !== 'heartbeat'),
      ).toStrictEqual(inOrder);
      expectChain(listener.records);
      await listener.reader.close();
    }
  });

  contract.case('a heartbeat comes after every notice that was acknowledged before it', async () => {
    const { revocations } = contract.engine;
    const elsewhere = (await contract.peer()).revocations;
    const listener = await listen(elsewhere);
    await eventually(() => expect(listener.ready).toHaveLength(1));
    for (let round = 0; round < 10; round += 1) {
      const notices = await Promise.all([
        revocations.publish(buildSessionNotice()),
        elsewhere.publish(buildUserNotice()),
      ]);
      const heartbeat = buildHeartbeat({ from: `round ${round}` });
      const beat = await revocations.heartbeat(heartbeat);
      expect(beat.notice).toStrictEqual(heartbeat);
      for (const notice of notices) expect(beat.atMs).toBeGreaterThanOrEqual(notice.atMs);
      await eventually(() => expect(listener.records).toContainEqual(beat));
      const beatAt = listener.records.findIndex(
        ({ notice }) => notice.kind === 'heartbeat' && notice.from === `round ${round}`,
      );
      for (const notice of notices) {
        const toldAt = listener.records.findIndex((record) => isDeepStrictEqual(record, notice));
        expect(toldAt).toBeGreaterThanOrEqual(0);
        expect(toldAt).toBeLessThan(beatAt);
      }
    }
    expectChain(listener.records);
    await listener.reader.close();
  });

  contract.case("the channel's time never steps back, whoever publishes", async () => {
    const { revocations } = contract.engine;
    const elsewhere = (await contract.peer()).revocations;
    let lastMs = 0;
    for (let round = 0; round < 30; round += 1) {
      const channel = round % 2 === 0 ? revocations : elsewhere;
      // The writer's own time is in the notice and means nothing to the channel.
      const record = await (round % 3 === 0
        ? channel.heartbeat(buildHeartbeat({ at: 1 }))
        : channel.publish(buildSessionNotice({ at: 1 })));
      expect(record.atMs).toBeGreaterThanOrEqual(lastMs);
      lastMs = record.atMs;
    }
  });
}

function defineResumeCases(contract: Contract): void {
  const notices = async (
    channel: RevocationChannel,
    position: number,
    limit: number,
  ): Promise<readonly RevocationRecord[] | undefined> =>
    (await channel.recordsSince(position, limit))?.filter(({ notice }) => notice.kind !== 'heartbeat');

  contract.case('one who resumes gets the records after a position, in order, no more than asked for', async () => {
    const { revocations } = contract.engine;
    const start = await revocations.publish(buildEveryoneNotice());
    const later: RevocationRecord[] = [];
    for (let count = 0; count < 5; count += 1) later.push(await revocations.publish(buildSessionNotice()));
    await eventually(async () => expect(await notices(revocations, start.position, 1_000)).toStrictEqual(later));
    expect(await revocations.recordsSince(start.position, 2)).toHaveLength(2);
    expect((await revocations.recordsSince(start.position, 1))?.[0]?.previous).toBe(start.position);
    expect(await notices(revocations, later.at(-1)!.position, 10)).toStrictEqual([]);
  });

  contract.case('one whose position the channel never gave is told that it cannot resume', async () => {
    const { revocations } = contract.engine;
    const last = await revocations.publish(buildSessionNotice());
    expect(await revocations.recordsSince(last.position + 1_000_000, 10)).toBeUndefined();
    expect(await revocations.recordsSince(-5, 10)).toBeUndefined();
  });
}
