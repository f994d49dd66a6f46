import { setTimeout as sleep } from 'node:timers/promises';
import type { RunFacts } from '../harness/all-in-one-process.js';
import { ApiClient } from '../harness/api-client.js';

const PATIENCE_MS = 60_000;
/** The sweeper takes up what has been pending for longer than 2 s. */
const SWEEP_MS = 4_000;

/** Waits until the sweeper has relayed what crashes left, and the projector has read it all. */
export async function auditHasCaughtUp(run: RunFacts): Promise<void> {
  await sleep(SWEEP_MS);
  const { body } = await new ApiClient(run.api, run.serviceKey).signInAdmin(run.adminCode);
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const response = await fetch(`${run.audit}/v1/audit/lag`, {
      headers: { authorization: `Bearer ${body.accessToken}` },
    });
    const { behind } = (await response.json()) as { readonly behind: number };
    if (behind === 0) return;
    if (Date.now() > deadline) throw new Error(`the projector is still ${behind} events behind`);
    await sleep(200);
  }
}
