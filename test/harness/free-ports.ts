import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** The first of `count` neighbouring ports that nobody listened on a moment ago. */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const first = await listen(0);
    const port = (first.address() as AddressInfo).port;
    const others = await Promise.allSettled(Array.from({ length: count - 1 }, (_, index) => listen(port + 1 + index)));
    const opened = others.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    await Promise.all([first, ...opened].map(close));
    if (opened.length === count - 1) return port;
  }
  throw new Error(`no ${count} neighbouring ports are free`);
}

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, LOOPBACK);
  await once(server, 'listening');
  return server;
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
