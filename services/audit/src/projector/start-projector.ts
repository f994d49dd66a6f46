import { createMetrics, runService, type Logger, type RunningService } from '@atlasnode/service-kit';
import type { Engine } from '@atlasnode/session-engine';
import type { ProjectorConfig } from '../config.js';
import { AUDIT_GROUP } from './audit-group.js';
import { watchLag } from './lag-watch.js';
import { projectEvents } from './project-events.js';
import { projectorMetrics } from './projector-metrics.js';
import { ProjectorModule } from './projector.module.js';

export interface StartProjector {
  readonly config: ProjectorConfig;
  readonly engine: Pick<Engine, 'eventLog' | 'audit' | 'health'>;
  readonly logger: Logger;
}

/** Takes the event log into the audit store, and answers for its health and metrics. Several may run: they share the log's keys. */
export async function startProjector({ config, engine, logger }: StartProjector): Promise<RunningService> {
  const metrics = createMetrics('audit-projector');
  const counted = projectorMetrics(metrics);
  const subscription = await engine.eventLog.subscribe(
    AUDIT_GROUP,
    projectEvents({
      audit: engine.audit,
      deadLetters: {
        put(letter) {
          counted.deadLetter();
          logger.error({ ...letter }, 'an event could not be projected and was put aside');
        },
      },
      onStored: (events) => counted.stored(events),
      onConflict(eventId) {
        counted.conflict();
        logger.error({ eventId }, 'ALARM: an event came with another hash than the one stored under its id');
      },
    }),
  );
  const lag = watchLag({
    behind: () => subscription.behind(),
    onBehind: (events) => counted.behind(events),
    onFault: (error) => logger.warn({ err: error }, 'the lag of the audit trail could not be read'),
  });
  const stop = async (): Promise<void> => {
    await lag.close();
    await subscription.close();
  };
  try {
    return await runService({
      name: 'audit-projector',
      module: ProjectorModule,
      host: config.host,
      port: config.port,
      logger,
      metrics,
      engine,
      requestLog: config.requestLog,
      openApi: { title: 'AtlasNode audit projector', description: 'Health and metrics of the projector.' },
      onClose: stop,
    });
  } catch (error) {
    await stop();
    throw error;
  }
}
