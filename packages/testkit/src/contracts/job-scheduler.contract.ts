import type { Job, JobScheduler, RunningJob } from '@atlasnode/session-engine';
import { expect } from 'vitest';
import { newUserId } from '../builders/session.builder.js';
import { eventually, sleep } from '../time/eventually.js';
import { describeContract, type Contract, type ContractOptions } from './contract.js';
import { defineRecurringCases } from './recurring-task.contract.js';
import { defineAttemptCases } from './job-attempts.contract.js';

const newQueue = newUserId;
const ONCE = { concurrency: 4, maxAttempts: 1 } as const;

export function jobSchedulerContract(options: ContractOptions): void {
  describeContract('job scheduler', options, (contract) => {
    defineRecurringCases(contract);
    defineWorkCases(contract);
    defineIdentityCases(contract);
    defineAttemptCases(contract);
    defineProgressCases(contract);
  });
}

function jobs(count: number): readonly Job[] {
  return Array.from({ length: count }, (_, index) => ({ id: `job ${index}`, payload: { index } }));
}

async function untilDone(scheduler: JobScheduler, queue: string, id: string): Promise<void> {
  await eventually(async () => expect((await scheduler.progress(queue, id))?.state).toBe('done'));
}

function defineWorkCases(contract: Contract): void {
  contract.case('a job is handled with its payload, added before or after the worker came', async () => {
    const scheduler = contract.engine.jobs;
    const queue = newQueue();
    const payload = { text: 'zoë 用户 👾', list: [1, 2.5, null], nested: { flag: true } };
    const handled: { readonly id: string; readonly payload: unknown; readonly attempt: number }[] = [];
    await scheduler.enqueue(queue, [{ id: 'user:zo%C3%AB@3', payload }]);
    const worker = await scheduler.work(
      queue,
      ONCE,
      async ({ id, payload: given, attempt }) => void handled.push({ id, payload: given, attempt }),
    );
    await eventually(() => expect(handled).toHaveLength(1));
    await scheduler.enqueue(queue, [{ id: 'later', payload: 5 }]);
    await eventually(() => expect(handled).toHaveLength(2));
    expect(handled).toStrictEqual([
      { id: 'user:zo%C3%AB@3', payload, attempt: 1 },
      { id: 'later', payload: 5, attempt: 1 },
    ]);
    await worker.close();
  });

  contract.case('many jobs are all done, each once, by several workers', async () => {
    const scheduler = contract.engine.jobs;
    const elsewhere = (await contract.peer()).jobs;
    const queue = newQueue();
    const handled: string[] = [];
    const inHand = new Set<string>();
    let together = 0;
    const handle = async ({ id }: RunningJob): Promise<void> => {
      if (inHand.has(id)) together += 1;
      inHand.add(id);
      await sleep(1);
      inHand.delete(id);
      handled.push(id);
    };
    const workers = await Promise.all([scheduler, elsewhere, scheduler].map((each) => each.work(queue, ONCE, handle)));
    await scheduler.enqueue(queue, jobs(300));
    await eventually(() => expect(handled).toHaveLength(300));
    expect(new Set(handled).size).toBe(300);
    expect(together).toBe(0);
    await Promise.all(workers.map((worker) => worker.close()));
  });

  contract.case('no more jobs run at once than a worker was told', async () => {
    const scheduler = contract.engine.jobs;
    const queue = newQueue();
    let running = 0;
    let most = 0;
    let done = 0;
    const worker = await scheduler.work(queue, { concurrency: 3, maxAttempts: 1 }, async () => {
      running += 1;
      most = Math.max(most, running);
      await sleep(10);
      running -= 1;
      done += 1;
    });
    await scheduler.enqueue(queue, jobs(30));
    await eventually(() => expect(done).toBe(30));
    expect(most).toBe(3);
    await worker.close();
  });

  contract.case('a worker does the jobs of its own queue only', async () => {
    const scheduler = contract.engine.jobs;
    const [queue, other] = [newQueue(), newQueue()];
    const handled: unknown[] = [];
    const worker = await scheduler.work(queue, ONCE, async ({ payload }) => void handled.push(payload));
    await scheduler.enqueue(other, [{ id: 'same', payload: 'other' }]);
    await scheduler.enqueue(queue, [{ id: 'same', payload: 'own' }]);
    await untilDone(scheduler, queue, 'same');
    expect(handled).toStrictEqual(['own']);
    expect((await scheduler.progress(other, 'same'))?.state).toBe('waiting');
    await worker.close();
  });
}

function defineIdentityCases(contract: Contract): void {
  contract.case('a job that waits is not added a second time', async () => {
    const scheduler = contract.engine.jobs;
    const queue = newQueue();
    await scheduler.enqueue(queue, [
      { id: 'one', payload: 1 },
      { id: 'one', payload: 2 },
    ]);
    await scheduler.enqueue(queue, [{ id: 'one', payload: 3 }]);
    const handled: unknown[] = [];
    const worker = await scheduler.work(queue, ONCE, async ({ payload }) => void handled.push(payload));
    await untilDone(scheduler, queue, 'one');
    await sleep(100);
    expect(handled).toStrictEqual([1]);
    await worker.close();
  });

  contract.case('a job that runs is left as it is', async () => {
    const scheduler = contract.engine.jobs;
    const queue = newQueue();
    let started = 0;
    let finish = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const worker = await scheduler.work(queue, ONCE, async () => {
      started += 1;
      await gate;
    });
    await scheduler.enqueue(queue, [{ id: 'one', payload: 1 }]);
    await eventually(() => expect(started).toBe(1));
    await scheduler.enqueue(queue, [{ id: 'one', payload: 2 }]);
    await sleep(100);
    finish();
    await untilDone(scheduler, queue, 'one');
    await sleep(100);
    expect(started).toBe(1);
    await worker.close();
  });

  contract.case('a job that is done or failed is started anew', async () => {
    const scheduler = contract.engine.jobs;
    const queue = newQueue();
    const handled: unknown[] = [];
    const worker = await scheduler.work(queue, ONCE, async ({ payload, attempt }) => {
      handled.push([payload, attempt]);
      if (payload === 'bad') throw new Error('no good');
    });
    await scheduler.enqueue(queue, [{ id: 'one', payload: 'bad' }]);
    await eventually(async () => expect((await scheduler.progress(queue, 'one'))?.state).toBe('failed'));
    await scheduler.enqueue(queue, [{ id: 'one', payload: 'good' }]);
    await untilDone(scheduler, queue, 'one');
    await scheduler.enqueue(queue, [{ id: 'one', payload: 'again' }]);
    await eventually(() =>
      expect(handled).toStrictEqual([
        ['bad', 1],
        ['good', 1],
        ['again', 1],
      ]),
    );
    await untilDone(scheduler, queue, 'one');
    expect((await scheduler.progress(queue, 'one'))?.lastError).toBeUndefined();
    await worker.close();
  });
}

function defineProgressCases(contract: Contract): void {
  contract.case('nothing is known of a job that never was', async () => {
    expect(await contract.engine.jobs.progress(newQueue(), 'none')).toBeUndefined();
    expect(await contract.engine.jobs.recent(newQueue(), 5)).toStrictEqual([]);
  });

  contract.case('progress tells where a job stands, from any process', async () => {
    const scheduler = contract.engine.jobs;
    const elsewhere = (await contract.peer()).jobs;
    const queue = newQueue();
    await scheduler.enqueue(queue, [{ id: 'one', payload: null }]);
    expect(await elsewhere.progress(queue, 'one')).toMatchObject({
      id: 'one',
      state: 'waiting',
      done: 0,
      total: 0,
      attempts: 0,
    });
    let finish = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const worker = await scheduler.work(queue, ONCE, async ({ report }) => {
      await report(3, 10);
      await gate;
      await report(10, 10);
    });
    await eventually(async () =>
      expect(await elsewhere.progress(queue, 'one')).toMatchObject({
        state: 'running',
        done: 3,
        total: 10,
        attempts: 1,
      }),
    );
    finish();
    await eventually(async () =>
      expect(await elsewhere.progress(queue, 'one')).toMatchObject({ state: 'done', done: 10, total: 10 }),
    );
    expect((await elsewhere.progress(queue, 'one'))?.updatedAtMs).toBeGreaterThan(0);
    await worker.close();
  });

  contract.case('the newest jobs are listed, the latest changed first', async () => {
    const scheduler = contract.engine.jobs;
    const queue = newQueue();
    for (const id of ['a', 'b', 'c', 'd']) {
      await scheduler.enqueue(queue, [{ id, payload: id }]);
      await sleep(5);
    }
    expect((await scheduler.recent(queue, 3)).map(({ id }) => id)).toStrictEqual(['d', 'c', 'b']);
    const worker = await scheduler.work(queue, { concurrency: 1, maxAttempts: 1 }, async () => sleep(5));
    await eventually(async () => {
      const listed = await scheduler.recent(queue, 10);
      expect(listed.map(({ state }) => state)).toStrictEqual(['done', 'done', 'done', 'done']);
    });
    await scheduler.enqueue(queue, [{ id: 'b', payload: 'again' }]);
    expect((await scheduler.recent(queue, 10))[0]?.id).toBe('b');
    await worker.close();
  });
}
