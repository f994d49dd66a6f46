/**
 * Threat: the process dies between any two instructions, while callers are told "yes". What was acknowledged must be there after the
 * restart, in the write model, the log and the audit trail, exactly once and exactly as it was said.
 */
import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { AllInOneProcess } from '../harness/all-in-one-process.js';
import { ApiClient } from '../harness/api-client.js';
import { Load } from './acknowledged.js';
import { audit } from './auditor.js';
import { auditHasCaughtUp } from './catch-up.js';

const KILLS = 50;
const CALLERS = 6;

const system = new AllInOneProcess();
afterAll(() => system.remove());

it(`loses nothing that was acknowledged over ${KILLS} kills in the middle of load`, async () => {
  const load = new Load();
  let api: ApiClient | undefined;
  const connect = async () => {
    const run = await system.start();
    api = new ApiClient(run.api, run.serviceKey);
    return run;
  };
  let run = await connect();
  const callers = Array.from({ length: CALLERS }, (_, caller) => load.run(caller, () => api as ApiClient));
  for (let kill = 0; kill < KILLS; kill += 1) {
    await sleep(50 + Math.random() * 450);
    await system.kill();
    run = await connect();
  }
  load.stop();
  await Promise.all(callers);
  await auditHasCaughtUp(run);
  await system.stop();

  const engine = await openEmbeddedEngine({ path: join(system.dataFolder, 'sessions.db') });
  try {
    expect(await audit(load, engine)).toEqual([]);
    // The run was about something: many commands went through, and kills did hit calls.
    expect(load.commands).toBeGreaterThan(KILLS * CALLERS);
    expect(load.unknown.size).toBeGreaterThan(0);
  } finally {
    await engine.close();
  }
}, 1_200_000);
