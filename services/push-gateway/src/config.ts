import {
  commonVariables,
  defineConfig,
  duration,
  loadConfig,
  loadEngineChoice,
  loadOrExit,
  portVariable,
  variable,
  type EngineChoice,
  type Environment,
} from '@atlasnode/service-kit';
import type { z } from 'zod';

export const pushGatewayConfig = defineConfig({
  host: commonVariables.host,
  port: portVariable(4603),
  logLevel: commonVariables.logLevel,
  requestLog: commonVariables.requestLog,
  trustedProxies: commonVariables.trustedProxies,
  issuer: commonVariables.issuer,
  clients: commonVariables.clients,
  allowedOrigins: commonVariables.allowedOrigins,
  clockSkewMs: commonVariables.clockSkewMs,
  clockToleranceMs: commonVariables.clockToleranceMs,
  maxAccessTokenLifetimeMs: commonVariables.maxAccessTokenLifetimeMs,
  maxStalenessMs: variable(
    'ATLAS_MAX_STALENESS',
    duration.prefault('10s'),
    'How old the view of revocations may be for anybody to be let in; must exceed the measured failover of the revocation channel.',
  ),
});
export type PushGatewayConfig = z.infer<typeof pushGatewayConfig>;

/** @throws ConfigError with every fault */
export function loadPushGatewayConfig(env: Environment): PushGatewayConfig {
  return loadConfig(pushGatewayConfig, env);
}

/** For `main.ts`: from the process's own environment, or out with every fault listed. */
export function loadFromProcess(): { readonly config: PushGatewayConfig; readonly engine: EngineChoice } {
  return loadOrExit({ config: () => loadPushGatewayConfig(process.env), engine: () => loadEngineChoice(process.env) });
}
