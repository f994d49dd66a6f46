import { loadAdminConsoleConfig, startAdminConsole } from '@atlasnode/admin-console';
import { loadAuditConfig, loadProjectorConfig, startAudit, startProjector } from '@atlasnode/audit';
import { loadExpiryWorkerConfig, startExpiryWorker } from '@atlasnode/expiry-worker';
import { loadPushGatewayConfig, startPushGateway } from '@atlasnode/push-gateway';
import { closeAll, type Closable, type Logger } from '@atlasnode/service-kit';
import { loadSessionApiConfig, startSessionApi } from '@atlasnode/session-api';
import type { Engine } from '@atlasnode/session-engine';
import { serviceEnvironments, type EnvironmentFacts } from './service-environments.js';
import { startWebApp } from './start-web-app.js';

export interface StartAllInOne extends EnvironmentFacts {
  readonly engine: Engine;
  readonly logger: (name: string) => Logger;
}

/**
 * Starts every service on one engine, in the order in which they need each other, and takes down again what had started where one does not.
 * @returns what to close, in this order: first what people are connected to
 */
export async function startAllInOne(facts: StartAllInOne): Promise<readonly Closable[]> {
  const { engine, logger, ports, secrets } = facts;
  const env = serviceEnvironments(facts);
  const starts: ReadonlyArray<() => Promise<Closable>> = [
    () => startSessionApi({ config: loadSessionApiConfig(env.api), engine, logger: logger('session-api') }),
    () => startPushGateway({ config: loadPushGatewayConfig(env.push), engine, logger: logger('push-gateway') }),
    () => startProjector({ config: loadProjectorConfig(env.projector), engine, logger: logger('audit-projector') }),
    () => startAudit({ config: loadAuditConfig(env.audit), engine, logger: logger('audit') }),
    () => startExpiryWorker({ config: loadExpiryWorkerConfig(env.expiry), engine, logger: logger('expiry-worker') }),
    () => startAdminConsole({ config: loadAdminConsoleConfig(env.console), logger: logger('admin-console') }),
    () => startWebApp({ ports, serviceKeys: secrets.serviceKeys, logger: logger('web-app') }),
  ];
  const running: Closable[] = [];
  try {
    for (const start of starts) running.unshift(await start());
  } catch (error) {
    await closeAll(running, logger('all-in-one'));
    throw error;
  }
  return running;
}
