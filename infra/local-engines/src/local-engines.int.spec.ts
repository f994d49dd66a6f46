import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalEngines, type LocalEngines } from './local-engines.js';
import { missingRequirements } from './requirement.js';

describe.skipIf(missingRequirements().length > 0)('local engines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atlas-local-engines-'));
  let engines: LocalEngines;

  beforeAll(async () => {
    engines = await startLocalEngines({ dataFolder: folder });
  }, 120_000);

  afterAll(async () => {
    await engines.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('each accepts connections at the address it is said to have', async () => {
    for (const address of Object.values(engines.env)) expect(await connects(portOf(address))).toBe(true);
  });

  it('an engine that was killed comes back on its port, with what it had acknowledged', async () => {
    const port = portOf(engines.env.ATLAS_REDIS_URL);
    expect(await redis(port, 'SET kept 1')).toBe('+OK');
    const before = engines.redis.pid;
    await engines.redis.kill();
    expect(engines.redis.pid).toBeUndefined();
    expect(await connects(port)).toBe(false);
    await engines.redis.start();
    expect(engines.redis.pid).not.toBe(before);
    expect(await redis(port, 'GET kept')).toBe('$1');
  });

  it('Kafka and the MongoDB-protocol server too come back after kill -9', { timeout: 60_000 }, async () => {
    await Promise.all([engines.kafka.kill(), engines.mongo.kill()]);
    await Promise.all([engines.kafka.start(), engines.mongo.start()]);
    expect(await connects(portOf(engines.env.ATLAS_KAFKA_BROKERS))).toBe(true);
    expect(await connects(portOf(engines.env.ATLAS_MONGO_URL))).toBe(true);
  });

  it('a frozen engine keeps its connections and answers nothing until it is thawed', async () => {
    const port = portOf(engines.env.ATLAS_REDIS_URL);
    engines.redis.freeze();
    const answer = redis(port, 'PING');
    expect(await Promise.race([answer, sleep(300, 'silence')])).toBe('silence');
    engines.redis.thaw();
    expect(await answer).toBe('+PONG');
  });

  it('engines end with a caller that is killed', { timeout: 60_000 }, async () => {
    const { pids, kill } = await callerThatStartsRedis();
    expect(pids.filter(isAlive)).toHaveLength(pids.length);
    kill();
    await expect.poll(() => pids.filter(isAlive), { timeout: 10_000 }).toStrictEqual([]);
  });

  it('what is missing is named with the command that installs it', () => {
    const path = process.env['PATH'];
    process.env['PATH'] = join(folder, 'nowhere');
    try {
      const missing = missingRequirements();
      expect(missing.map(({ program }) => program)).toStrictEqual(expect.arrayContaining(['java', 'redis-server']));
      expect(missing.every(({ install }) => install !== '')).toBe(true);
    } finally {
      process.env['PATH'] = path;
    }
  });
});

function portOf(address: string): number {
  return Number(/:(\d+)(?:\/|$)/.exec(address)?.[1]);
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** The first line of the answer. */
async function redis(port: number, command: string): Promise<string> {
  const socket = createConnection({ host: '127.0.0.1', port }, () => socket.write(`${command}\r\n`));
  const [data] = await once(socket, 'data');
  socket.destroy();
  return String(data).split('\r\n')[0] ?? '';
}

async function callerThatStartsRedis(): Promise<{ pids: number[]; kill: () => void }> {
  const dist = new URL('../dist/index.js', import.meta.url);
  if (!existsSync(dist)) throw new Error('build first: npm run build');
  const program = `
    const { startLocalEngines } = await import(${JSON.stringify(dist.href)});
    const engines = await startLocalEngines({ started: ['redis', 'mongo'] });
    console.log(JSON.stringify([engines.redis.pid, engines.mongo.pid]));
    setInterval(() => undefined, 1000);`;
  const caller = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: caller.stdout }), 'line');
  return { pids: JSON.parse(String(line)), kill: () => caller.kill('SIGKILL') };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
