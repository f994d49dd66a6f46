export { loadAdminConsoleConfig, type AdminConsoleConfig } from './config.js';
export { startAdminConsole, type RunningAdminConsole } from './admin-console.js';
