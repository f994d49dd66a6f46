export { adminConsoleConfig, loadAdminConsoleConfig, type AdminConsoleConfig } from './config.js';
export { startAdminConsole, type StartAdminConsole } from './admin-console.js';
