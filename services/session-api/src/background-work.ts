import type { SessionCommands } from '@atlasnode/session-commands';
import type { Logger } from '@atlasnode/service-kit';
import type { JobScheduler, Worker } from '@atlasnode/session-engine';
import type { SessionApiConfig } from './config.js';
import type { SigningKeys } from './signing-keys/signing-keys.js';

const SWEEP_INTERVAL_MS = 1_000;
const KEY_UPKEEP_INTERVAL_MS = 60_000;
/** How soon this process knows of a rotation that another one did. Far below the time a key is published before it signs. */
const KEY_RELOAD_INTERVAL_MS = 5_000;

/** What goes on beside the requests: relaying what a crash left, and the signing keys' coming and going. One process of the cluster at a time does each. */
export async function startBackgroundWork(parts: {
  readonly jobs: JobScheduler;
  readonly commands: SessionCommands;
  readonly keys: SigningKeys;
  readonly config: SessionApiConfig;
  readonly logger: Logger;
}): Promise<{ close(): Promise<void> }> {
  const { jobs, commands, keys, config, logger } = parts;
  const report = (task: string) => (error: unknown) =>
    logger.error({ err: error, task }, 'a task failed; its next turn comes all the same');
  const workers: Worker[] = [];
  if (config.relays) {
    workers.push(
      await jobs.every(
        { name: 'relay-sweep', intervalMs: SWEEP_INTERVAL_MS, onError: report('relay-sweep') },
        async () => {
          const cleared = await commands.relay.sweep();
          if (cleared > 0) logger.info({ cleared }, 'relayed what was left behind');
        },
      ),
    );
  }
  workers.push(
    await jobs.every(
      { name: 'signing-key-upkeep', intervalMs: KEY_UPKEEP_INTERVAL_MS, onError: report('signing-key-upkeep') },
      () => keys.upkeep(),
    ),
  );
  const reload = setInterval(() => {
    keys.reload().catch(report('signing-key-reload'));
  }, KEY_RELOAD_INTERVAL_MS);
  return {
    async close() {
      clearInterval(reload);
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}
