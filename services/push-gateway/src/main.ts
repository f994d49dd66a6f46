import { createLogger, gracefulShutdown } from '@atlasnode/service-kit';
import { loadFromProcess } from './config.js';
import { openEngine } from './engine.module.js';
import { startPushGateway } from './start-push-gateway.js';

const { config, engine: choice } = loadFromProcess();
const logger = createLogger({ name: 'push-gateway', level: config.logLevel });
const engine = await openEngine(choice);
const gateway = await startPushGateway({ config, engine, logger });
logger.info({ url: gateway.url }, 'listening');
gracefulShutdown([gateway, { name: 'engine', close: () => engine.close() }], logger);
