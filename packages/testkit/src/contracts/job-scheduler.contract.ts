import type { Job, JobScheduler, RunningJob } from '@atlasnode/session-engine';
import { expect } from 'vitest';
import { newUserId } from '../builders/session.builder.js';
import { eventually, sleep } from '../time/eventually.js';
import { describeContract, type Contract, type ContractOptions } from './contract.js';
import { defineRecurringCases } from './recurring-task.contract.js';

const newQueue = newUserId;
const ONCE = { concurrency: 4, maxAttempts: 1 } as const;
/** Longer than any lease: a worker that died is noticed by then. */
const TAKEOVER_MS = 45_000;

export function jobSchedulerContract(options: ContractOptions): void {
  describeContract('job scheduler', options, (contract) => {
    defineRecurringCases(contract);
    defineWorkCases(contract);
    defineIdentityCases(contract);
    defineRetryCases(contract);
    defineProgressCases(contract);
    defineWorkerEndCases(contract);
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
