import { createLogger, gracefulShutdown } from '@atlasnode/service-kit';
import { loadFromProcess } from './config.js';
import { openEngine } from './engine.module.js';
import { startExpiryWorker } from './start-expiry-worker.js';

const { config, engine: choice } = loadFromProcess();
const logger = createLogger({ name: 'expiry-worker', level: config.logLevel });
const engine = await openEngine(choice);
const service = await startExpiryWorker({ config, engine, logger });
logger.info({ url: service.url }, 'listening');
gracefulShutdown([service, { name: 'engine', close: () => engine.close() }], logger);
