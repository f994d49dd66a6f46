import { hostname } from 'node:os';
import {
  closeAll,
  createMetrics,
  runService,
  startHeartbeat,
  type Closable,
  type Logger,
  type RunningService,
} from '@atlasnode/service-kit';
import { createSessionCommands, type SessionCommands } from '@atlasnode/session-commands';
import type { Engine } from '@atlasnode/session-engine';
import type { ExpiryWorkerConfig } from './config.js';
import { ExpiryWorkerModule } from './expiry-worker.module.js';
import { startWorkers } from './start-workers.js';
import { workerMetrics } from './worker-metrics.js';

/** How long a view remembers: the longest token, the tolerance of its check, and this. */
const WINDOW_MARGIN_MS = 60_000;

export interface StartExpiryWorker {
  readonly config: ExpiryWorkerConfig;
  readonly engine: Engine;
  readonly logger: Logger;
  readonly nowMs?: () => number;
}

/** Ends what is due and what an epoch has overtaken, through the one write path. Any number may run. */
export async function startExpiryWorker({
  config,
  engine,
  logger,
  nowMs = Date.now,
}: StartExpiryWorker): Promise<RunningService> {
  const metrics = createMetrics('expiry-worker');
  const recordedLifetimeMs = await engine.directory.raiseMaxAccessTokenLifetime(config.maxAccessTokenLifetimeMs);
  const windowMs = recordedLifetimeMs + config.clockToleranceMs + WINDOW_MARGIN_MS;
  const commands = commandsOf(engine, config, logger, nowMs);
  const heartbeat = startHeartbeat({
    channel: engine.revocations,
    from: `expiry-worker@${hostname()}:${process.pid}`.slice(0, 128),
    windowMs: () => windowMs,
    clockSkewMs: config.clockSkewMs,
    onFault: (error) => logger.warn({ err: error }, 'no heartbeat could be sent'),
    nowMs,
  });
  const workers = await startWorkers({ config, engine, commands, metrics: workerMetrics(metrics), logger, nowMs });
  const parts: readonly Closable[] = [
    ...workers.map((worker, index) => ({ name: `worker ${index}`, close: () => worker.close() })),
    { name: 'relay', close: () => commands.relay.close() },
    { name: 'heartbeat', close: () => heartbeat.close() },
  ];
  const stop = async (): Promise<void> => {
    await closeAll(parts, logger);
  };
  try {
    return await runService({
      name: 'expiry-worker',
      module: ExpiryWorkerModule,
      host: config.host,
      port: config.port,
      logger,
      metrics,
      engine,
      readiness: [heartbeat.check],
      requestLog: config.requestLog,
      openApi: { title: 'AtlasNode expiry worker', description: 'Health and metrics of the worker.' },
      onClose: stop,
    });
  } catch (error) {
    await stop();
    throw error;
  }
}

function commandsOf(
  engine: Engine,
  { clockSkewMs }: ExpiryWorkerConfig,
  logger: Logger,
  nowMs: () => number,
): SessionCommands {
  return createSessionCommands({
    engine,
    nowMs,
    clockSkewMs,
    mintingKid() {
      throw new TypeError('the expiry worker mints no refresh token');
    },
    // It keeps no view: those who verify read the channel.
    applyNotice: () => undefined,
    onRelayFault: (error) => logger.warn({ err: error }, 'a commit could not be relayed; it is tried again'),
  });
}
