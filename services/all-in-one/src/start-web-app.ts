import { once } from 'node:events';
import { createServer } from 'node:http';
import { createWebApp } from '@atlasnode/web-app';
import type { Closable } from '@atlasnode/service-kit';
import { HOST, originsOf, pageAddress, serviceAddress, type Ports } from './addresses.js';
import type { Secrets } from './data-folder/secrets.js';

/** Serves the demo application as its own `main.ts` would. */
export async function startWebApp(facts: {
  readonly ports: Ports;
  readonly serviceKeys: Secrets['serviceKeys'];
}): Promise<Closable> {
  const { ports, serviceKeys } = facts;
  const app = createWebApp({
    apiUrl: serviceAddress(ports.api),
    pushUrl: pageAddress(ports.push),
    origins: originsOf(ports.demo),
    serviceKey: serviceKeys.demo,
    shortServiceKey: serviceKeys.demoShort,
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
    },
  };
}
