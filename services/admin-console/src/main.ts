import { createLogger, gracefulShutdown, loadOrExit } from '@atlasnode/service-kit';
import { startAdminConsole } from './admin-console.js';
import { loadFromProcess } from './config.js';

const { config } = loadOrExit({ config: loadFromProcess });
const logger = createLogger({ name: 'admin-console', level: config.logLevel });
gracefulShutdown([await startAdminConsole({ config, logger })], logger);
