import { expect } from 'vitest';
import { newUserId } from '../builders/session.builder.js';
import { eventually, sleep } from '../time/eventually.js';
import type { Contract } from './contract.js';

const newTask = newUserId;
const INTERVAL_MS = 50;

function failOn(error: unknown): void {
  throw error;
}

export function defineRecurringCases(contract: Contract): void {
  contract.case('a task runs again and again', async () => {
    let turns = 0;
    const worker = await contract.engine.jobs.every(
      { name: newTask(), intervalMs: INTERVAL_MS, onError: failOn },
      async () => void (turns += 1),
    );
    await eventually(() => expect(turns).toBeGreaterThanOrEqual(4));
    await worker.close();
  });

  contract.case(
    'a task runs in one process of the cluster at a time, at its own pace, and never overlaps itself',
    async () => {
      const scheduler = contract.engine.jobs;
      const elsewhere = (await contract.peer()).jobs;
      const name = newTask();
      let running = 0;
      let most = 0;
      let turns = 0;
      const run = async (): Promise<void> => {
        running += 1;
        turns += 1;
        most = Math.max(most, running);
        // Longer than the interval.
        await sleep(INTERVAL_MS * 2);
        running -= 1;
      };
      const startedAt = performance.now();
      const task = { name, intervalMs: INTERVAL_MS, onError: failOn };
      const workers = await Promise.all(
        [scheduler, elsewhere, scheduler, elsewhere].map((each) => each.every(task, run)),
      );
      await eventually(() => expect(turns).toBeGreaterThanOrEqual(5));
      const elapsedMs = performance.now() - startedAt;
      expect(most).toBe(1);
      expect(turns).toBeLessThanOrEqual(elapsedMs / INTERVAL_MS + 1);
      await Promise.all(workers.map((worker) => worker.close()));
    },
  );

  contract.case('a turn that threw is told to onError, and the next one comes all the same', async () => {
    const errors: unknown[] = [];
    let turns = 0;
    const worker = await contract.engine.jobs.every(
      { name: newTask(), intervalMs: INTERVAL_MS, onError: (error) => errors.push(error) },
      async () => {
        turns += 1;
        throw new Error(`turn ${turns}`);
      },
    );
    await eventually(() => expect(turns).toBeGreaterThanOrEqual(3));
    await worker.close();
    expect(errors.map((error) => (error instanceof Error ? error.message : error))).toStrictEqual(
      Array.from({ length: turns }, (_, index) => `turn ${index + 1}`),
    );
  });

  contract.case('closing waits for the turn that runs, and no other comes', async () => {
    let started = 0;
    let finished = 0;
    const worker = await contract.engine.jobs.every(
      { name: newTask(), intervalMs: INTERVAL_MS, onError: failOn },
      async () => {
        started += 1;
        await sleep(100);
        finished += 1;
      },
    );
    await eventually(() => expect(started).toBe(1));
    await worker.close();
    expect([started, finished]).toStrictEqual([1, 1]);
    await sleep(INTERVAL_MS * 4);
    expect(started).toBe(1);
  });

  contract.case('when the process that runs a task leaves another takes over', async () => {
    const scheduler = contract.engine.jobs;
    const elsewhere = (await contract.peer()).jobs;
    const turns = { here: 0, there: 0 };
    const task = { name: newTask(), intervalMs: INTERVAL_MS, onError: failOn };
    const here = await scheduler.every(task, async () => void (turns.here += 1));
    const there = await elsewhere.every(task, async () => void (turns.there += 1));
    await eventually(() => expect(turns.here + turns.there).toBeGreaterThanOrEqual(2));
    await here.close();
    const before = turns.there;
    await eventually(() => expect(turns.there).toBeGreaterThanOrEqual(before + 2), 45_000);
    await there.close();
  });

  contract.case('two tasks of different names do not hold each other up', async () => {
    let turns = 0;
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = await contract.engine.jobs.every(
      { name: newTask(), intervalMs: INTERVAL_MS, onError: failOn },
      () => gate,
    );
    const quick = await contract.engine.jobs.every(
      { name: newTask(), intervalMs: INTERVAL_MS, onError: failOn },
      async () => void (turns += 1),
    );
    await eventually(() => expect(turns).toBeGreaterThanOrEqual(3));
    release();
    await Promise.all([slow.close(), quick.close()]);
  });
}
