import { createServer } from 'node:net';
import { HOST, type Ports } from './addresses.js';
import { PORTS } from './ports.js';
import { StartFailure } from './start-failure.js';

/** Tries every port before anything is made, so that a port in use leaves nothing behind. @throws StartFailure naming the port */
export async function requireFreePorts(ports: Ports): Promise<void> {
  for (const name of PORTS) {
    const fault = await listenFault(ports[name]);
    if (fault !== undefined) throw portFailure(ports[name], name, fault);
  }
}

/** The one line for an error of `listen`; undefined for another error. */
export function portFailureOf(error: unknown): StartFailure | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || error.syscall !== 'listen' || !('code' in error))
    return undefined;
  const port = 'port' in error ? Number(error.port) : 0;
  return portFailure(port, undefined, String(error.code));
}

function portFailure(port: number, name: string | undefined, code: string): StartFailure {
  const whose = name === undefined ? '' : ` (${name})`;
  const why =
    code === 'EADDRINUSE'
      ? 'is in use'
      : code === 'EACCES'
        ? 'needs more rights than this user has'
        : `cannot be listened on: ${code}`;
  return new StartFailure(
    `Port ${port}${whose} ${why}: choose others with --port N (demo N, console N+1, api N+2, push N+3, audit N+4).`,
  );
}

function listenFault(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    server.listen({ port, host: HOST, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
