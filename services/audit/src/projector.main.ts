import { createLogger, gracefulShutdown } from '@atlasnode/service-kit';
import { loadProjectorFromProcess } from './config.js';
import { openEngine } from './engine.module.js';
import { startProjector } from './projector/start-projector.js';

const { config, engine: choice } = loadProjectorFromProcess();
const logger = createLogger({ name: 'audit-projector', level: config.logLevel });
const engine = await openEngine(choice);
const service = await startProjector({ config, engine, logger });
logger.info({ url: service.url }, 'listening');
gracefulShutdown([service, { name: 'engine', close: () => engine.close() }], logger);
