import type { Logger } from '@atlasnode/service-kit';
import { END_OVERTAKEN_QUEUE, type SessionCommands } from '@atlasnode/session-commands';
import type { Engine, Worker } from '@atlasnode/session-engine';
import type { ExpiryWorkerConfig } from './config.js';
import { endOvertaken } from './end-overtaken/end-overtaken.js';
import { epochRelayed } from './end-overtaken/epoch-relayed.js';
import { overtakenWork } from './end-overtaken/overtaken-work.js';
import { recoverUnfinished } from './end-overtaken/recover-unfinished.js';
import { EXPIRE_QUEUE } from './expiry/expire.job.js';
import { expireLane } from './expiry/expire-lane.js';
import { sweepDue } from './expiry/sweep.js';
import type { WorkerMetrics } from './worker-metrics.js';

const PAGE = 500;
/** A lane is handed out anew by the next sweep, so it is tried once. */
const LANE_ATTEMPTS = 1;
/** Then the recovery starts it anew. */
const OVERTAKEN_ATTEMPTS = 5;

export interface StartWorkers {
  readonly config: ExpiryWorkerConfig;
  readonly engine: Pick<Engine, 'commits' | 'directory' | 'jobs'>;
  readonly commands: Pick<SessionCommands, 'expire' | 'endOvertaken'>;
  readonly metrics: WorkerMetrics;
  readonly logger: Logger;
  readonly nowMs: () => number;
}

/** The two schedules and the two queues. @returns what to close, in this order: first those that bring work */
export async function startWorkers(parts: StartWorkers): Promise<readonly Worker[]> {
  return [
    await expirySchedule(parts),
    await recoverySchedule(parts),
    await expiryQueue(parts),
    await overtakenQueue(parts),
  ];
}

function expirySchedule({ config, engine, metrics, logger, nowMs }: StartWorkers): Promise<Worker> {
  const { sweepIntervalMs: intervalMs, lanes, maxPerSweep } = config;
  const { directory, jobs } = engine;
  return engine.jobs.every(
    { name: 'expiry-sweep', intervalMs, onError: logFault(logger, 'the expiry sweep failed') },
    async () => {
      metrics.swept(
        await sweepDue({ directory, jobs, nowMs, lanes, maxPerSweep, pageSize: Math.min(PAGE, maxPerSweep) }),
      );
    },
  );
}

function recoverySchedule({ config, engine, metrics, logger }: StartWorkers): Promise<Worker> {
  const { directory, jobs, commits } = engine;
  const onError = logFault(logger, 'looking for lost work failed');
  return engine.jobs.every({ name: 'overtaken-recovery', intervalMs: config.recoveryIntervalMs, onError }, async () => {
    metrics.recovered(await recoverUnfinished({ directory, jobs, isRelayed: epochRelayed(commits), pageSize: PAGE }));
  });
}

function expiryQueue({ config, engine, commands, metrics, logger }: StartWorkers): Promise<Worker> {
  const handle = expireLane({
    commands,
    sliceSize: config.sliceSize,
    onOutcome: (outcome) => metrics.outcome(outcome),
    onFailure(sid, error) {
      metrics.failure();
      logger.warn({ err: error, sid }, 'a due session could not be expired; the next sweep brings it again');
    },
  });
  return engine.jobs.work(EXPIRE_QUEUE, { concurrency: config.concurrency, maxAttempts: LANE_ATTEMPTS }, handle);
}

function overtakenQueue({ config, engine, commands, metrics }: StartWorkers): Promise<Worker> {
  const options = {
    commands,
    directory: engine.directory,
    isRelayed: epochRelayed(engine.commits),
    pageSize: PAGE,
    sliceSize: config.sliceSize,
    onEnded: () => metrics.overtakenEnded(),
  };
  return engine.jobs.work(
    END_OVERTAKEN_QUEUE,
    { concurrency: config.concurrency, maxAttempts: OVERTAKEN_ATTEMPTS },
    (job) => endOvertaken(overtakenWork(job), job, options),
  );
}

function logFault(logger: Logger, message: string): (error: unknown) => void {
  return (error) => logger.warn({ err: error }, message);
}
