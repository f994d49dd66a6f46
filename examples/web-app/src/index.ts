export { createWebApp, type WebApp, type WebAppOptions } from './web-app.js';
