import type { RevocationRecord } from '@atlasnode/session-events';
import { expect } from 'vitest';
import {
  buildEveryoneNotice,
  buildHeartbeat,
  buildSessionNotice,
  buildUserNotice,
} from '../builders/notice.builder.js';
import { newSid } from '../builders/session.builder.js';
import { eventually, sleep } from '../time/eventually.js';
import { describeContract, type Contract, type ContractOptions } from './contract.js';
import { listen, noticesOf, type RecordingListener } from './recording-listener.js';
import { defineChannelOrderCases } from './channel-order.contract.js';

/** The channel's clock against this machine's. */
const CLOCK_TOLERANCE_MS = 5_000;

export function revocationChannelContract(options: ContractOptions): void {
  describeContract('revocation channel', options, (contract) => {
    definePublishCases(contract);
    defineReadCases(contract);
    defineChannelOrderCases(contract);
    defineLastingCases(contract);
  });
}

function definePublishCases(contract: Contract): void {
  contract.case('a published notice is answered with its record', async () => {
    const { revocations } = contract.engine;
    for (const notice of [
      buildSessionNotice({ userId: 'zoë @ 用户 👾' }),
      buildUserNotice({ exceptSid: newSid() }),
      buildUserNotice(),
      buildEveryoneNotice(),
    ]) {
      const beforeMs = Date.now();
      const record = await revocations.publish(notice);
      expect(record.notice).toStrictEqual(notice);
      expect(record.previous).toBeLessThan(record.position);
      expect(record.atMs).toBeGreaterThan(beforeMs - CLOCK_TOLERANCE_MS);
      expect(record.atMs).toBeLessThan(Date.now() + CLOCK_TOLERANCE_MS);
    }
  });

  contract.case('the same notice published again is another record', async () => {
    const { revocations } = contract.engine;
    const notice = buildSessionNotice();
    const [first, second] = [await revocations.publish(notice), await revocations.publish(notice)];
    expect(second.position).toBeGreaterThan(first.position);
    expect(second.notice).toStrictEqual(first.notice);
  });

  contract.case("a notice is told to this process's open listeners before its publish resolves", async () => {
    const { revocations } = contract.engine;
    const listeners = await Promise.all([listen(revocations), listen(revocations)]);
    for (let round = 0; round < 20; round += 1) {
      const record = await revocations.publish(buildSessionNotice());
      for (const { records } of listeners) expect(records.at(-1)).toStrictEqual(record);
    }
    await Promise.all(listeners.map(({ reader }) => reader.close()));
  });
}

function defineReadCases(contract: Contract): void {
  contract.case(
    'a reader is told what stands on the channel since its time, then that it is ready, then what comes',
    async () => {
      const { revocations } = contract.engine;
      const stored = [await revocations.publish(buildSessionNotice()), await revocations.publish(buildUserNotice())];
      const listener = await listen(revocations, () => stored[0]!.atMs);
      await eventually(() => expect(listener.ready).toHaveLength(1));
      const told = listener.recordsWhenReady ?? [];
      expect(noticesOf(told)).toStrictEqual(expect.arrayContaining([...noticesOf(stored)]));
      expect(listener.ready[0]!.position).toBeGreaterThanOrEqual(stored[1]!.position);
      expect(listener.ready[0]!.atMs).toBeGreaterThanOrEqual(stored[1]!.atMs);
      const live = await revocations.publish(buildEveryoneNotice());
      await eventually(() => expect(listener.records).toContainEqual(live));
      expect(listener.lost).toStrictEqual([]);
      await listener.reader.close();
    },
  );

  contract.case('a reader is not told what is older than its time', async () => {
    const { revocations } = contract.engine;
    const old = await revocations.publish(buildSessionNotice());
    await sleep(20);
    const recent = await revocations.publish(buildSessionNotice());
    expect(recent.atMs).toBeGreaterThan(old.atMs);
    const listener = await listen(revocations, () => recent.atMs);
    await eventually(() => expect(listener.records).toContainEqual(recent));
    expect(listener.records).not.toContainEqual(old);
    await listener.reader.close();
  });

  contract.case('a reader of a time to come is ready with nothing told', async () => {
    const { revocations } = contract.engine;
    await revocations.publish(buildSessionNotice());
    const listener = await listen(revocations, () => Date.now() + 3_600_000);
    await eventually(() => expect(listener.ready).toHaveLength(1));
    expect(noticesOf(listener.recordsWhenReady ?? [])).toStrictEqual([]);
    await listener.reader.close();
  });

  contract.case('a reader that is closed is told nothing more', async () => {
    const { revocations } = contract.engine;
    const [closed, open] = await Promise.all([listen(revocations), listen(revocations)]);
    await eventually(() => expect([closed.ready, open.ready].map(({ length }) => length)).toStrictEqual([1, 1]));
    await closed.reader.close();
    const told = closed.records.length;
    const record = await revocations.publish(buildSessionNotice());
    await eventually(() => expect(open.records).toContainEqual(record));
    expect(closed.records).toHaveLength(told);
    await open.reader.close();
  });

  contract.case(
    'a reader that opens in the middle of publishing misses nothing and is told nothing twice',
    async () => {
      const { revocations } = contract.engine;
      const start = await revocations.publish(buildEveryoneNotice());
      const published: RevocationRecord[] = [start];
      const listeners: Promise<RecordingListener>[] = [];
      for (let burst = 0; burst < 10; burst += 1) {
        const group = Array.from({ length: 40 }, () => revocations.publish(buildSessionNotice()));
        listeners.push(listen(revocations, () => start.atMs));
        published.push(...(await Promise.all(group)));
      }
      for (const listener of await Promise.all(listeners)) {
        await eventually(() =>
          expect(listener.records.at(-1)?.position).toBeGreaterThanOrEqual(published.at(-1)!.position),
        );
        const own = listener.records.filter(({ position }) => position >= start.position);
        expect(own.map(({ position }) => position)).toStrictEqual(
          published.map(({ position }) => position).toSorted((left, right) => left - right),
        );
        expectChain(listener.records);
        await listener.reader.close();
      }
    },
  );
}

/** Each record follows the one before, so that a reader knows a gap when it sees one. */
function expectChain(records: readonly RevocationRecord[]): void {
  for (const [index, record] of records.entries()) {
    const before = records[index - 1];
    if (before === undefined) continue;
    expect(record.previous).toBe(before.position);
    expect(record.atMs).toBeGreaterThanOrEqual(before.atMs);
  }
}

function defineLastingCases(contract: Contract): void {
  contract.case(
    'what was published is told after the engine was closed and opened again, and positions and times go on',
    async () => {
      const record = await contract.engine.revocations.publish(buildSessionNotice());
      const beat = await contract.engine.revocations.heartbeat(buildHeartbeat());
      const { revocations } = await contract.reopen();
      const listener = await listen(revocations, () => record.atMs);
      await eventually(() => expect(listener.records).toContainEqual(record));
      const next = await revocations.publish(buildSessionNotice());
      expect(next.position).toBeGreaterThan(record.position);
      expect(next.atMs).toBeGreaterThanOrEqual(beat.atMs);
      await eventually(() => expect(listener.records).toContainEqual(next));
      expectChain(listener.records);
      await listener.reader.close();
    },
  );

  contract.case('an acknowledged notice is told after the process was killed', async () => {
    const record = await contract.engine.revocations.publish(buildSessionNotice());
    const { revocations } = await contract.crash();
    const listener = await listen(revocations, () => record.atMs);
    await eventually(() => expect(listener.records).toContainEqual(record));
    await listener.reader.close();
  });
}
