import { createLogger, gracefulShutdown } from '@atlasnode/service-kit';
import { loadAuditFromProcess } from './config.js';
import { openEngine } from './engine.module.js';
import { startAudit } from './query-api/start-audit.js';

const { config, engine: choice } = loadAuditFromProcess();
const logger = createLogger({ name: 'audit', level: config.logLevel });
const engine = await openEngine(choice);
const service = await startAudit({ config, engine, logger });
logger.info({ url: service.url }, 'listening');
gracefulShutdown([service, { name: 'engine', close: () => engine.close() }], logger);
