import { createLogger, gracefulShutdown } from '@atlasnode/service-kit';
import { configure } from './config.js';
import { openEngine } from './engine.module.js';
import { startSessionApi } from './start.js';

const { config, choice } = configure();
const logger = createLogger({ name: 'session-api', level: config.logLevel });
const engine = await openEngine(choice);
const service = await startSessionApi({ config, engine, logger });
logger.info({ url: service.url }, 'listening');
gracefulShutdown([service, { name: 'engine', close: () => engine.close() }], logger);
