import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineProcess } from './engine-process.js';
import { localKafka } from './kafka.js';
import { localMongo } from './mongo.js';
import { localRedis } from './redis.js';
import { describeMissing, missingRequirements } from './requirement.js';
import type { TcpProxy } from './tcp-proxy.js';
import { temporaryFolder } from './temporary-folder.js';

export interface LocalEngines {
  /** What a service needs in its environment to use these engines. */
  readonly env: EngineAddresses;
  readonly kafka: EngineProcess;
  readonly mongo: EngineProcess;
  readonly redis: EngineProcess;
  /** Where `kafkaBehindProxy` was asked for. */
  readonly kafkaProxy: TcpProxy | undefined;
  /** Stops all three and removes their data, where that was temporary. */
  stop(): Promise<void>;
}

export interface EngineAddresses {
  readonly ATLAS_KAFKA_BROKERS: string;
  readonly ATLAS_MONGO_URL: string;
  readonly ATLAS_REDIS_URL: string;
}

export interface LocalEnginesOptions {
  /** Where the data lies and stays; temporary without it. */
  readonly dataFolder?: string;
  readonly progress?: (line: string) => void;
  /** Which are started at once, all by default; the others wait for their `start()`. */
  readonly started?: ReadonlyArray<'kafka' | 'mongo' | 'redis'>;
  /** Clients reach the broker through a proxy, which can break their connections. */
  readonly kafkaBehindProxy?: boolean;
}

/**
 * Starts the real programs on loopback and waits until each is ready. They end with the caller, even one that is killed.
 * @throws Error that names each missing program with the command that installs it.
 */
export async function startLocalEngines(options: LocalEnginesOptions = {}): Promise<LocalEngines> {
  const missing = missingRequirements();
  if (missing.length > 0) throw new Error(describeMissing(missing));
  const progress = options.progress ?? (() => undefined);
  const folder = options.dataFolder ?? temporaryFolder();
  const [kafka, mongo, redis] = [
    await localKafka({ folder: join(folder, 'kafka'), progress, isBehindProxy: options.kafkaBehindProxy ?? false }),
    await localMongo(join(folder, 'mongo'), progress),
    await localRedis(join(folder, 'redis')),
  ];
  const all = { kafka, mongo, redis };
  const stop = async (): Promise<void> => {
    await Promise.all(Object.values(all).map((engine) => engine.process.stop()));
    kafka.proxy?.close();
    if (options.dataFolder === undefined) rmSync(folder, { recursive: true, force: true });
  };
  const wanted = (options.started ?? (['kafka', 'mongo', 'redis'] as const)).map((name) => all[name].process);
  progress(`Starting ${wanted.map(({ name }) => name).join(', ')} …`);
  const failed = (await Promise.allSettled(wanted.map((engine) => engine.start()))).find(
    (result) => result.status === 'rejected',
  );
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return {
    env: { ATLAS_KAFKA_BROKERS: kafka.url, ATLAS_MONGO_URL: mongo.url, ATLAS_REDIS_URL: redis.url },
    kafka: kafka.process,
    mongo: mongo.process,
    redis: redis.process,
    kafkaProxy: kafka.proxy,
    stop,
  };
}
