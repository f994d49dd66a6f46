export { expiryWorkerConfig, loadExpiryWorkerConfig, type ExpiryWorkerConfig } from './config.js';
export { startExpiryWorker, type StartExpiryWorker } from './start-expiry-worker.js';
