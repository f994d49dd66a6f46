import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { AdminConsoleConfig } from './config.js';

export interface RunningAdminConsole {
  readonly name: 'admin-console';
  readonly url: string;
  close(): Promise<void>;
}

export async function startAdminConsole({ config }: { config: AdminConsoleConfig }): Promise<RunningAdminConsole> {
  const app = express();
  const server = app.listen(config.port, config.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    name: 'admin-console',
    url: `http://${config.host}:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
