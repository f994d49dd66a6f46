import { createConnection, createServer } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/**
 * Below the range that the system gives to outgoing connections: an engine that is down must find its port free when it comes
 * back, and a client that tries meanwhile must not be given that very port and meet itself.
 */
const LOWEST_PORT = 10_000;
const HIGHEST_PORT = 32_000;
const ATTEMPTS = 200;

const given = new Set<number>();

/** A port that nobody listened on a moment ago, and that is given once in this process. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT));
    if (given.has(port) || !(await canListen(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error(`found no free port between ${LOWEST_PORT} and ${HIGHEST_PORT}`);
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(port, LOOPBACK, () => server.close(() => resolve(true)));
  });
}

/** Connects, says `send`, and tells whether the first answer is the one expected. */
export function answers(port: number, send: Buffer | string, expect: (answer: Buffer) => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: LOOPBACK, port, timeout: 500 });
    const done = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('error', () => done(false));
    socket.on('timeout', () => done(false));
    socket.on('close', () => done(false));
    socket.on('connect', () => socket.write(send));
    socket.on('data', (data) => done(expect(data)));
  });
}
