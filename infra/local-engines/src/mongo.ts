import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { secantusProgram } from './engine-cache.js';
import { EngineProcess } from './engine-process.js';
import type { LocalEngine } from './local-engine.js';
import { answers, freePort, LOOPBACK } from './loopback.js';

/** OP_MSG, request 7: `{ping: 1, $db: "admin"}`. */
const PING = Buffer.from(
  '330000000700000000000000dd07000000000000001e0000001070696e670001000000022464620006000000' + '61646d696e0000',
  'hex',
);

/** SecantusDB stands in for MongoDB here: its protocol on WiredTiger. A separate process for development and tests, never shipped (GPL-2.0). */
export async function localMongo(folder: string, progress: (line: string) => void): Promise<LocalEngine> {
  const program = await secantusProgram(progress);
  const port = await freePort();
  const storage = join(folder, 'storage');
  mkdirSync(storage, { recursive: true });
  // Without --sync-on-commit an acknowledged write may be lost by kill -9, whatever the write concern says.
  const durable = ['--storage-path', storage, '--sync-on-commit'];
  const limits = ['--cache-size', '256M', '--log-file-max', '32MB', '--log-level', 'WARNING'];
  return {
    url: `mongodb://${LOOPBACK}:${port}/atlas?directConnection=true`,
    process: new EngineProcess({
      name: 'SecantusDB',
      program,
      args: ['--port', String(port), ...durable, ...limits],
      logFile: join(folder, 'mongo.log'),
      ready: () => answers(port, PING, (answer) => answer.readInt32LE(8) === 7),
    }),
  };
}
