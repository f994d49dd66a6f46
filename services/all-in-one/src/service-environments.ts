import type { Environment } from '@atlasnode/service-kit';
import { originsOf, pageAddress, serviceAddress, HOST, type Ports } from './addresses.js';
import { clientsOf } from './clients.js';
import type { Secrets } from './data-folder/secrets.js';
import { policyForIdle } from './policy-for-idle.js';

export interface EnvironmentFacts {
  /** Variables that were set from outside: they tune, and what is said here goes before them. */
  readonly outside: Environment;
  readonly ports: Ports;
  readonly secrets: Secrets;
  readonly idleMs?: number;
}

export type ServiceName = 'api' | 'push' | 'audit' | 'projector' | 'expiry' | 'console';

/** What each service is configured with: the same variables it reads when it runs on its own. */
export function serviceEnvironments(facts: EnvironmentFacts): Readonly<Record<ServiceName, Environment>> {
  const { ports, secrets } = facts;
  const common = {
    ...facts.outside,
    ATLAS_HOST: HOST,
    ATLAS_ISSUER: serviceAddress(ports.api),
    ...secretVariables(facts),
  };
  const at = (port: number, more: Environment = {}): Environment => ({ ...common, ATLAS_PORT: String(port), ...more });
  return {
    api: at(ports.api, policyVariables(facts.idleMs)),
    push: at(ports.push, { ATLAS_ALLOWED_ORIGINS: [...originsOf(ports.demo), ...originsOf(ports.console)].join(',') }),
    audit: at(ports.audit),
    // Health and metrics of these two are for a cluster; here any free port does.
    projector: at(0),
    expiry: at(0),
    console: at(ports.console, {
      ATLAS_CONSOLE_ORIGINS: originsOf(ports.console).join(','),
      ATLAS_API_URL: serviceAddress(ports.api),
      ATLAS_AUDIT_URL: serviceAddress(ports.audit),
      ATLAS_PUSH_URL: pageAddress(ports.push),
      ATLAS_CONSOLE_SERVICE_KEY: secrets.serviceKeys.console,
    }),
  };
}

function secretVariables({ secrets, idleMs }: EnvironmentFacts): Environment {
  const idle = idleMs === undefined ? undefined : policyForIdle(idleMs);
  return {
    ATLAS_CLIENTS: JSON.stringify(clientsOf(secrets.serviceKeys, idle)),
    ATLAS_MASTER_KEYS: JSON.stringify(secrets.masterKeys),
    ATLAS_KEY_SEALING_KEY: secrets.keySealingKey,
  };
}

function policyVariables(idleMs: number | undefined): Environment {
  if (idleMs === undefined) return {};
  const { idleTimeoutMs, graceMs, accessTokenLifetimeMs } = policyForIdle(idleMs);
  return {
    ATLAS_IDLE_TIMEOUT: `${idleTimeoutMs}ms`,
    ATLAS_REFRESH_GRACE: `${graceMs}ms`,
    ATLAS_ACCESS_TOKEN_LIFETIME: `${accessTokenLifetimeMs}ms`,
  };
}
