import { createServer } from 'node:http';
import { loadConfig } from './config.js';
import { createWebApp } from './web-app.js';

const { port, ...options } = loadConfig();
const { app, close } = createWebApp({ ...options, onFault: (error) => console.warn(error.message) });
const server = createServer(app).listen(port, '127.0.0.1', () => console.log(`http://localhost:${port}`));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close();
    server.closeIdleConnections();
    void close();
  });
}
