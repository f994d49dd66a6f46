export { createWebApp, type WebApp } from './web-app.js';
export type { WebAppOptions } from './web-app-options.js';
