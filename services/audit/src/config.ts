import {
  commonVariables,
  defineConfig,
  loadConfig,
  loadEngineChoice,
  loadOrExit,
  portVariable,
  type Environment,
} from '@atlasnode/service-kit';
import type { z } from 'zod';

const { host, logLevel, requestLog, trustedProxies, issuer, clockSkewMs, clockToleranceMs } = commonVariables;

/** The variables of the query API. */
export const auditConfig = defineConfig({
  host,
  port: portVariable(4604),
  logLevel,
  requestLog,
  trustedProxies,
  issuer,
  clockSkewMs,
  clockToleranceMs,
});
export type AuditConfig = z.infer<typeof auditConfig>;

/** The variables of the projector. */
export const projectorConfig = defineConfig({ host, port: portVariable(4606), logLevel, requestLog });
export type ProjectorConfig = z.infer<typeof projectorConfig>;

/** @throws ConfigError with every fault */
export function loadAuditConfig(env: Environment): AuditConfig {
  return loadConfig(auditConfig, env);
}

/** @throws ConfigError with every fault */
export function loadProjectorConfig(env: Environment): ProjectorConfig {
  return loadConfig(projectorConfig, env);
}

/** For the query API's `main.ts`: leaves the process where anything is wrong. */
export function loadAuditFromProcess() {
  return loadOrExit({ config: () => loadAuditConfig(process.env), engine: () => loadEngineChoice(process.env) });
}

/** For the projector's `main.ts`. */
export function loadProjectorFromProcess() {
  return loadOrExit({ config: () => loadProjectorConfig(process.env), engine: () => loadEngineChoice(process.env) });
}
