import { createLogger, gracefulShutdown, loadEngineChoice, loadOrExit } from '@atlasnode/service-kit';
import { loadSessionApiConfig } from './config.js';
import { openEngine } from './engine.module.js';
import { startSessionApi } from './start.js';

const { config, choice } = loadOrExit({ config: () => loadSessionApiConfig(process.env), choice: () => loadEngineChoice(process.env) });
const logger = createLogger({ name: 'session-api', level: config.logLevel });
const engine = await openEngine(choice);
const service = await startSessionApi({ config, engine, logger });
logger.info({ url: service.url }, 'listening');
gracefulShutdown([service, { name: 'engine', close: () => engine.close() }], logger);
