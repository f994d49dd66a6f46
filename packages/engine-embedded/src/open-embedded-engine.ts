import type { Engine } from '@atlasnode/session-engine';
import { createAuditStore } from './audit-store/audit-store.js';
import { createCommitStore } from './commit-store/commit-store.js';
import { createDirectory } from './directory/directory.js';
import type { EngineContext } from './engine-context.js';
import { EngineHealthWatch } from './engine-health.js';
import { createEventLog } from './event-log/event-log.js';
import { createJobScheduler } from './job-scheduler/job-scheduler.js';
import { createKeyStore } from './key-store/key-store.js';
import { createRevocationChannel } from './revocation-channel/revocation-channel.js';
import { GroupWriter } from './sqlite/group-writer.js';
import { openDatabase } from './sqlite/open-database.js';

export interface EmbeddedEngineOptions {
  /** The database file, or `:memory:`. Its folder exists; the file is made where it is not there, readable for its owner alone. */
  readonly path: string;
  /** The machine's clock by default. */
  readonly nowMs?: () => number;
}

/** How long closing waits for a handler or a job that does not end. */
const CLOSE_WAIT_MS = 10_000;

/**
 * Opens every port on one SQLite file, which this process then owns.
 * @throws EngineError `UNAVAILABLE`: another process has the file (its pid is named), it cannot be written, or it is not ours
 */
export async function openEmbeddedEngine({ path, nowMs = Date.now }: EmbeddedEngineOptions): Promise<Engine> {
  const database = openDatabase(path);
  const health = new EngineHealthWatch(database.connection, path);
  const writer = new GroupWriter(database.connection, (error) => health.writeFailed(error));
  const context: EngineContext = { connection: database.connection, writer, nowMs };
  const commits = createCommitStore(context);
  const eventLog = createEventLog(context);
  const jobs = createJobScheduler(context);
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    await atMost(Promise.all([eventLog.close(), jobs.close()]), CLOSE_WAIT_MS);
    await commits.close().catch((error: unknown) => health.writeFailed(error));
    await writer.close();
    database.close();
  }

  return {
    name: 'embedded',
    commits,
    directory: createDirectory(context),
    eventLog,
    revocations: createRevocationChannel(context),
    jobs,
    audit: createAuditStore(context),
    keys: createKeyStore(context),
    health: async () => health.report(),
    close: () => (closing ??= close()),
  };
}

async function atMost(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, patience]);
  clearTimeout(timer);
}
