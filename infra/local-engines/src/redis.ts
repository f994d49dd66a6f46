import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EngineProcess } from './engine-process.js';
import type { LocalEngine } from './local-engine.js';
import { answers, freePort, LOOPBACK } from './loopback.js';

export async function localRedis(folder: string): Promise<LocalEngine> {
  const port = await freePort();
  mkdirSync(folder, { recursive: true });
  const options = { port, bind: LOOPBACK, dir: folder, appendonly: 'yes', 'maxmemory-policy': 'noeviction', save: '' };
  return {
    url: `redis://${LOOPBACK}:${port}`,
    process: new EngineProcess({
      name: 'Redis',
      program: 'redis-server',
      args: Object.entries(options).flatMap(([key, value]) => [`--${key}`, String(value)]),
      logFile: join(folder, 'redis.log'),
      ready: () => answers(port, 'PING\r\n', (answer) => answer.toString().startsWith('+PONG')),
    }),
  };
}
