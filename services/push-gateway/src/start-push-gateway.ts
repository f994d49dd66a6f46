import { randomUUID } from 'node:crypto';
import {
  createMetrics,
  runService,
  startHeartbeat,
  type HeartbeatSender,
  type Logger,
  type ReadinessCheck,
  type RunningService,
} from '@atlasnode/service-kit';
import type { Engine } from '@atlasnode/session-engine';
import { RevocationView } from '@atlasnode/session-verifier';
import { engineSource, type OpenSource } from '@atlasnode/session-verifier/engine';
import type { PushGatewayConfig } from './config.js';
import { PushGatewayModule } from './push-gateway.module.js';
import { PushMetrics } from './push-metrics.js';

const NAME = 'push-gateway';
/** How much longer than any token lives a revocation is remembered (design §6). */
const BEYOND_THE_TOKEN_MS = 60_000;

export interface PushGatewayOptions {
  readonly config: PushGatewayConfig;
  readonly engine: Engine;
  readonly logger: Logger;
}

/** Listens when it resolves. Who comes before the view has been read is told `STALE`, and comes again. */
export async function startPushGateway({ config, engine, logger }: PushGatewayOptions): Promise<RunningService> {
  const nowMs = Date.now;
  const metrics = createMetrics(NAME);
  const observer = new PushMetrics(metrics, logger, nowMs);
  const windowMs =
    (await engine.directory.raiseMaxAccessTokenLifetime(config.maxAccessTokenLifetimeMs)) +
    config.clockToleranceMs +
    BEYOND_THE_TOKEN_MS;
  const onFault = (error: unknown): void => observer.fault(error);

  const view = new RevocationView({ clockSkewMs: config.clockSkewMs, windowMs, onListenerFault: onFault });
  const source = engineSource(engine.revocations, { nowMs, onFault }).open(view);
  const heartbeat = startHeartbeat({
    channel: engine.revocations,
    from: `${NAME}/${randomUUID()}`,
    // Another process may have raised the lifetime since.
    windowMs: () => Math.max(windowMs, view.windowMs),
    clockSkewMs: config.clockSkewMs,
    onFault,
  });
  const close = async (): Promise<void> => closeParts(observer, source, heartbeat);
  try {
    return await runService({
      name: NAME,
      module: PushGatewayModule.of({ config, engine, view, observer }),
      host: config.host,
      port: config.port,
      logger,
      metrics,
      engine,
      readiness: [heartbeat.check, freshness(view, config.maxStalenessMs, nowMs)],
      requestLog: config.requestLog,
      trustedProxies: config.trustedProxies,
      openApi: {
        title: 'Push gateway',
        description: 'Health and metrics. The socket protocol is docs/protocol/push.md.',
      },
      onClose: close,
    });
  } catch (error) {
    await close();
    throw error;
  }
}

async function closeParts(observer: PushMetrics, source: OpenSource, heartbeat: HeartbeatSender): Promise<void> {
  observer.close();
  await heartbeat.close();
  await source.close();
}

function freshness(view: RevocationView, maxStalenessMs: number, nowMs: () => number): ReadinessCheck {
  return {
    part: 'revocation view',
    check: () => {
      if (!view.ready) return { ok: false, detail: 'is still being read from the revocation channel' };
      const stalenessMs = view.stalenessMs(nowMs());
      if (stalenessMs <= maxStalenessMs) return { ok: true };
      return {
        ok: false,
        detail: `may be ${stalenessMs} ms behind, allowed are ${maxStalenessMs}: new sockets are refused`,
      };
    },
  };
}
