import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

const AT_ONCE = 50;
const message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open') }),
  z.object({ kind: z.literal('closed'), told: z.array(z.number()) }),
]);

export interface Crowd {
  /** How long after the notice each was told, milliseconds, in the order they were. Resolves when all are disconnected. */
  allClosed(): Promise<readonly number[]>;
  leave(): Promise<void>;
}

/** One open socket for each ticket, in another thread. */
export async function gatherCrowd(url: string, tickets: readonly string[]): Promise<Crowd> {
  const worker = new Worker(new URL('./crowd.mjs', import.meta.url), { workerData: { url, tickets, atOnce: AT_ONCE } });
  const closed = new Promise<readonly number[]>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', (value) => {
      const said = message.parse(value);
      if (said.kind === 'closed') resolve(said.told);
    });
  });
  closed.catch(() => undefined);
  await Promise.race([once(worker, 'message'), closed]);
  return { allClosed: () => closed, leave: async () => void (await worker.terminate()) };
}
