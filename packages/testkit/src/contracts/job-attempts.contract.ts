import type { Job, JobScheduler } from '@atlasnode/session-engine';
import { expect } from 'vitest';
import { newUserId } from '../builders/session.builder.js';
import { eventually, sleep } from '../time/eventually.js';
import type { Contract } from './contract.js';

const newQueue = newUserId;

const ONCE = { concurrency: 4, maxAttempts: 1 } as const;

/** Longer than any lease: a worker that died is noticed by then. */
const TAKEOVER_MS = 45_000;

export function defineAttemptCases(contract: Contract): void {
  defineRetryCases(contract);
  defineWorkerEndCases(contract);
}

function jobs(count: number): readonly Job[] {
  return Array.from({ length: count }, (_, index) => ({ id: `job ${index}`, payload: { index } }));
}

async function untilDone(scheduler: JobScheduler, queue: string, id: string): Promise<void> {
  await eventually(async () => expect((await scheduler.progress(queue, id))?.state).toBe('done'));
}

function defineRetryCases(contract: Contract): void {
  contract.case('a job that threw is tried again, after pauses that grow', async () => {
    const scheduler = contract.engine.jobs;
    const queue = newQueue();
    const attempts: { readonly attempt: number; readonly at: number }[] = [];
    const worker = await scheduler.work(queue, { concurrency: 1, maxAttempts: 4 }, async ({ attempt }) => {
      attempts.push({ attempt, at: performance.now() });
      if (attempt < 4) throw new Error(`attempt ${attempt}`);
    });
    await scheduler.enqueue(queue, [{ id: 'one', payload: null }]);
    await untilDone(scheduler, queue, 'one');
    expect(attempts.map(({ attempt }) => attempt)).toStrictEqual([1, 2, 3, 4]);
    const pauses = attempts.slice(1).map(({ at }, index) => at - attempts[index]!.at);
    expect(pauses[0]).toBeGreaterThan(10);
    expect(pauses[2]).toBeGreaterThan(pauses[0]! * 1.5);
    expect(await scheduler.progress(queue, 'one')).toMatchObject({ state: 'done', attempts: 4 });
    await worker.close();
  });

  contract.case('a job that threw at its last attempt has failed, and says why', async () => {
    const scheduler = contract.engine.jobs;
    const queue = newQueue();
    let attempts = 0;
    const worker = await scheduler.work(queue, { concurrency: 2, maxAttempts: 3 }, async () => {
      attempts += 1;
      throw new Error('the log is away');
    });
    await scheduler.enqueue(queue, [{ id: 'one', payload: null }]);
    await eventually(async () =>
      expect(await scheduler.progress(queue, 'one')).toMatchObject({
        id: 'one',
        state: 'failed',
        attempts: 3,
        lastError: 'the log is away',
      }),
    );
    await sleep(200);
    expect(attempts).toBe(3);
    await worker.close();
  });

  contract.case('a job that fails holds up no other', async () => {
    const scheduler = contract.engine.jobs;
    const queue = newQueue();
    const done: string[] = [];
    const worker = await scheduler.work(queue, { concurrency: 1, maxAttempts: 2 }, async ({ id }) => {
      if (id === 'bad') throw new Error('bad');
      done.push(id);
    });
    await scheduler.enqueue(queue, [{ id: 'bad', payload: null }, ...jobs(5)]);
    await eventually(() => expect(done).toHaveLength(5));
    await worker.close();
  });
}

function defineWorkerEndCases(contract: Contract): void {
  contract.case('closing a worker waits for what runs and takes nothing new, which another then does', async () => {
    const scheduler = contract.engine.jobs;
    const queue = newQueue();
    let started = 0;
    let finished = 0;
    const worker = await scheduler.work(queue, { concurrency: 1, maxAttempts: 1 }, async () => {
      started += 1;
      await sleep(100);
      finished += 1;
    });
    await scheduler.enqueue(queue, jobs(3));
    await eventually(() => expect(started).toBe(1));
    await worker.close();
    const doneWhenClosed = finished;
    expect(doneWhenClosed).toBe(started);
    await sleep(150);
    expect(started).toBe(doneWhenClosed);
    const next = await scheduler.work(queue, ONCE, async () => void (finished += 1));
    await eventually(() => expect(finished).toBe(3));
    await next.close();
  });

  contract.case('jobs that wait are there after the engine was closed and opened again', async () => {
    const queue = newQueue();
    await contract.engine.jobs.enqueue(queue, jobs(3));
    const { jobs: scheduler } = await contract.reopen();
    const handled: string[] = [];
    const worker = await scheduler.work(queue, ONCE, async ({ id }) => void handled.push(id));
    await eventually(() => expect(handled.toSorted()).toStrictEqual(['job 0', 'job 1', 'job 2']));
    await worker.close();
  });

  contract.case('a job whose worker died is taken over by another', async () => {
    const queue = newQueue();
    let begun = false;
    let release = (): void => undefined;
    const forever = new Promise<void>((resolve) => {
      release = resolve;
    });
    await contract.engine.jobs.work(queue, { concurrency: 1, maxAttempts: 5 }, async () => {
      begun = true;
      await forever;
    });
    await contract.engine.jobs.enqueue(queue, [{ id: 'one', payload: 'kept' }]);
    await eventually(() => expect(begun).toBe(true));
    const { jobs: scheduler } = await contract.crash();
    const handled: unknown[] = [];
    const worker = await scheduler.work(
      queue,
      { concurrency: 1, maxAttempts: 5 },
      async ({ payload }) => void handled.push(payload),
    );
    await eventually(() => expect(handled).toStrictEqual(['kept']), TAKEOVER_MS);
    await worker.close();
    release();
  });
}
