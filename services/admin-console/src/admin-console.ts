import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger, RunningService } from '@atlasnode/service-kit';
import type { AdminConsoleConfig } from './config.js';
import { createConsoleApp } from './console-app.js';

export interface StartAdminConsole {
  readonly config: AdminConsoleConfig;
  readonly logger: Logger;
}

/** Serves the page, and stands between it and the services: cookies on this side, bearer tokens on theirs. */
export async function startAdminConsole({ config, logger }: StartAdminConsole): Promise<RunningService> {
  const { app, close } = createConsoleApp(config, logger);
  const server = createServer(app);
  server.listen(config.port, config.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    server.closeIdleConnections();
    await closed;
    await close();
  };
  let stopped: Promise<void> | undefined;
  return { name: 'admin-console', url: `http://${config.host}:${port}`, close: () => (stopped ??= stop()) };
}
