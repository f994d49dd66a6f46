import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

const LOOPBACK = '127.0.0.1';
/** Below what the system gives to outgoing connections, which would else take a port between our look and its use. */
const LOWEST = 10_000;
const HIGHEST = 30_000;

/** The first of `count` neighbouring ports that nobody listened on a moment ago. */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const first = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    const tried = await Promise.allSettled(Array.from({ length: count }, (_, index) => listen(first + index)));
    const opened = tried.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    await Promise.all(opened.map(close));
    if (opened.length === count) return first;
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
