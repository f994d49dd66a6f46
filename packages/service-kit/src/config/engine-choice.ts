import { ConfigError } from './config-error.js';
import { defineConfig, loadConfig, type Environment } from './load-config.js';
import { variable } from './variable.js';
import { z } from 'zod';

export type EngineChoice =
  | { readonly engine: 'embedded'; readonly path: string }
  | {
      readonly engine: 'distributed';
      readonly mongoUrl: string;
      readonly kafkaBrokers: string;
      readonly redisUrl: string;
    };

export const engineConfig = defineConfig({
  mongoUrl: variable(
    'ATLAS_MONGO_URL',
    z.string().exactOptional(),
    'Address of MongoDB. Set together with the next two, or not at all.',
    { secret: true },
  ),
  kafkaBrokers: variable(
    'ATLAS_KAFKA_BROKERS',
    z.string().exactOptional(),
    'Kafka brokers, host:port, separated by commas.',
  ),
  redisUrl: variable('ATLAS_REDIS_URL', z.string().exactOptional(), 'Address of Redis, with the policy noeviction.', {
    secret: true,
  }),
  path: variable(
    'ATLAS_DATA',
    z.string().prefault('.data/sessions.db'),
    'File of the embedded engine, or :memory:. Used where none of the three addresses is set.',
  ),
});

/**
 * All three addresses: the distributed engine. None: the embedded one. Some would be a half-configured cluster that silently keeps its data
 * on one machine's disk, so it is a fault that names what is missing.
 * @throws ConfigError
 */
export function loadEngineChoice(env: Environment): EngineChoice {
  const { mongoUrl, kafkaBrokers, redisUrl, path } = loadConfig(engineConfig, env);
  if (mongoUrl !== undefined && kafkaBrokers !== undefined && redisUrl !== undefined)
    return { engine: 'distributed', mongoUrl, kafkaBrokers, redisUrl };
  if (mongoUrl === undefined && kafkaBrokers === undefined && redisUrl === undefined)
    return { engine: 'embedded', path };
  const given: Readonly<Record<string, string | undefined>> = {
    ATLAS_MONGO_URL: mongoUrl,
    ATLAS_KAFKA_BROKERS: kafkaBrokers,
    ATLAS_REDIS_URL: redisUrl,
  };
  const set = Object.keys(given).filter((name) => given[name] !== undefined);
  throw new ConfigError(
    Object.keys(given)
      .filter((name) => given[name] === undefined)
      .map((name) => ({
        variable: name,
        message: `is not set, but ${set.join(' and ')} ${set.length === 1 ? 'is' : 'are'}: set all three, or none for the embedded engine`,
      })),
  );
}

/** What an `engine.module.ts` says of a choice it has no engine for. */
export function engineNotBuilt(choice: EngineChoice): ConfigError {
  return new ConfigError([
    {
      variable: 'ATLAS_MONGO_URL',
      message: `the ${choice.engine} engine is not part of this build: unset ATLAS_MONGO_URL, ATLAS_KAFKA_BROKERS and ATLAS_REDIS_URL to run on the embedded one`,
    },
  ]);
}
