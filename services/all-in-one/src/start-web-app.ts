import { once } from 'node:events';
import { createServer } from 'node:http';
import { createWebApp } from '@atlasnode/web-app';
import type { Closable, Logger } from '@atlasnode/service-kit';
import { HOST, originsOf, pageAddress, serviceAddress, type Ports } from './addresses.js';
import type { Secrets } from './data-folder/secrets.js';

/** Serves the demo application as its own `main.ts` would. */
export async function startWebApp(facts: {
  readonly ports: Ports;
  readonly serviceKeys: Secrets['serviceKeys'];
  readonly logger: Logger;
}): Promise<Closable> {
  const { ports, serviceKeys, logger } = facts;
  const { app, close } = createWebApp({
    apiUrl: serviceAddress(ports.api),
    pushUrl: pageAddress(ports.push),
    origins: originsOf(ports.demo),
    serviceKey: serviceKeys.demo,
    shortServiceKey: serviceKeys.demoShort,
    onFault: (error) => logger.warn({ err: error }, 'not answered'),
  });
  const server = createServer(app);
  server.listen(ports.demo, HOST);
  await once(server, 'listening');
  return {
    name: 'web-app',
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await close();
    },
  };
}
