import {
  commonVariables,
  defineConfig,
  duration,
  loadConfig,
  loadEngineChoice,
  loadOrExit,
  portVariable,
  variable,
  wholeNumber,
  type Environment,
} from '@atlasnode/service-kit';
import { z } from 'zod';

const { host, logLevel, requestLog, clockSkewMs, clockToleranceMs, maxAccessTokenLifetimeMs } = commonVariables;

const between = (least: number, most: number) => wholeNumber.pipe(z.int().min(least).max(most));

export const expiryWorkerConfig = defineConfig({
  host,
  port: portVariable(4605),
  logLevel,
  requestLog,
  clockSkewMs,
  clockToleranceMs,
  maxAccessTokenLifetimeMs,
  sweepIntervalMs: variable('ATLAS_EXPIRY_INTERVAL', duration.prefault('1s'), 'How often due sessions are looked for.'),
  maxPerSweep: variable(
    'ATLAS_EXPIRY_PER_SWEEP',
    between(1, 100_000).prefault('10000'),
    'Most due sessions that one sweep hands out; the rest come with the next.',
  ),
  lanes: variable(
    'ATLAS_EXPIRY_LANES',
    between(1, 1_024).prefault('16'),
    'Jobs that a sweep is fanned out into. The same in every worker of a cluster.',
  ),
  concurrency: variable(
    'ATLAS_EXPIRY_CONCURRENCY',
    between(1, 64).prefault('4'),
    'Jobs that this process does at once, of each kind.',
  ),
  sliceSize: variable('ATLAS_EXPIRY_SLICE', between(1, 1_000).prefault('32'), 'Sessions that one job ends at once.'),
  recoveryIntervalMs: variable(
    'ATLAS_EXPIRY_RECOVERY_INTERVAL',
    duration.prefault('3s'),
    'How often work that was lost is looked for in the directory.',
  ),
});
export type ExpiryWorkerConfig = z.infer<typeof expiryWorkerConfig>;

/** @throws ConfigError with every fault */
export function loadExpiryWorkerConfig(env: Environment): ExpiryWorkerConfig {
  return loadConfig(expiryWorkerConfig, env);
}

/** For `main.ts`: leaves the process where anything is wrong. */
export function loadFromProcess() {
  return loadOrExit({ config: () => loadExpiryWorkerConfig(process.env), engine: () => loadEngineChoice(process.env) });
}
