import {
  commonVariables,
  ConfigError,
  defineConfig,
  duration,
  loadConfig,
  loadEngineChoice,
  loadOrExit,
  portVariable,
  variable,
  wholeNumber,
  yesOrNo,
  type Client,
  type ConfigFault,
  type EngineChoice,
  type Environment,
} from '@atlasnode/service-kit';
import {
  checkPolicy,
  DEFAULT_POLICY,
  MAX_ACCESS_TOKEN_LIFETIME_CEILING_MS,
  type Policy,
} from '@atlasnode/session-domain';
import { z } from 'zod';

const {
  host,
  logLevel,
  requestLog,
  trustedProxies,
  issuer,
  clients,
  masterKeys,
  keySealingKey,
  clockSkewMs,
  clockToleranceMs,
  maxAccessTokenLifetimeMs,
} = commonVariables;

export const sessionApiConfig = defineConfig({
  host,
  port: portVariable(4602),
  logLevel,
  requestLog,
  trustedProxies,
  issuer,
  clients,
  masterKeys,
  keySealingKey,
  clockSkewMs,
  clockToleranceMs,
  maxAccessTokenLifetimeMs,
  accessTokenLifetimeMs: variable(
    'ATLAS_ACCESS_TOKEN_LIFETIME',
    duration.prefault('10m'),
    'How long an access token is valid.',
  ),
  idleTimeoutMs: variable(
    'ATLAS_IDLE_TIMEOUT',
    duration.prefault('7d'),
    'A session in which nobody does anything for this long expires.',
  ),
  absoluteLifetimeMs: variable(
    'ATLAS_ABSOLUTE_LIFETIME',
    duration.prefault('30d'),
    'A session expires this long after the sign-in, whatever happens.',
  ),
  graceMs: variable(
    'ATLAS_REFRESH_GRACE',
    duration.exactOptional(),
    'How long the refresh token before the present one still gets the present one; at most a quarter of the idle timeout. 30s, or less where the idle timeout is short.',
  ),
  maxSessionsPerUser: variable(
    'ATLAS_MAX_SESSIONS_PER_USER',
    wholeNumber.refine((count) => count > 0, 'expected at least 1').exactOptional(),
    'How many live sessions a user may have. Not set: any number.',
  ),
  onLimit: variable(
    'ATLAS_ON_SESSION_LIMIT',
    z.enum(['evict-oldest', 'reject']).prefault('evict-oldest'),
    'What a sign-in beyond that number does.',
  ),
  signingAlgorithm: variable(
    'ATLAS_SIGNING_ALGORITHM',
    z.enum(['ES256', 'RS256']).prefault('ES256'),
    'Algorithm of signing keys made from now on.',
  ),
  signingKeyRotationMs: variable(
    'ATLAS_SIGNING_KEY_ROTATION',
    duration.prefault('30d'),
    'A signing key is followed by the next one after this long.',
  ),
  signingKeyPublicationMs: variable(
    'ATLAS_SIGNING_KEY_PUBLICATION',
    duration.prefault('60s'),
    'How long a key must have stood in the key set before it signs.',
  ),
  signInsPerMinute: variable(
    'ATLAS_SIGN_INS_PER_MINUTE',
    wholeNumber.prefault('10'),
    'Attempts to sign in as administrator per address and minute.',
  ),
  refusedTokensPerMinute: variable(
    'ATLAS_REFUSED_TOKENS_PER_MINUTE',
    wholeNumber.prefault('60'),
    'Refresh tokens that were never issued here, per address and minute, after which the address has to wait. Callers with a service key are not counted.',
  ),
  relays: variable(
    'ATLAS_RELAY_SWEEP',
    yesOrNo.prefault('true'),
    'Whether this process takes its turn in relaying what a crash left.',
  ),
});
export type SessionApiVariables = z.infer<typeof sessionApiConfig>;

export interface SessionApiConfig extends SessionApiVariables {
  readonly policy: Policy;
  /** By client id; the service's own where a client has none. */
  readonly policies: ReadonlyMap<string, Policy>;
}

/** @throws ConfigError with every fault */
export function loadSessionApiConfig(env: Environment): SessionApiConfig {
  const variables = loadConfig(sessionApiConfig, env);
  const policy = policyFrom(variables);
  const policies = new Map(variables.clients.map((one) => [one.clientId, clientPolicy(policy, one)]));
  const faults = [
    ...lifetimeFaults(variables),
    ...policyFaults('the policy', policy, variables),
    ...clientFaults(variables, policies),
  ];
  if (faults.length > 0) throw new ConfigError(faults);
  return { ...variables, policy, policies };
}

/** For `main.ts`: from the process's environment, or the process leaves with every fault listed. */
export function configure(): { readonly config: SessionApiConfig; readonly choice: EngineChoice } {
  return loadOrExit({
    config: () => loadSessionApiConfig(process.env),
    choice: () => loadEngineChoice(process.env),
  });
}

/** The policy for sessions of a client; the service's own where it has none, or is no longer configured. */
export function policyOf(config: Pick<SessionApiConfig, 'policy' | 'policies'>, clientId: string): Policy {
  return config.policies.get(clientId) ?? config.policy;
}

function policyFrom(variables: SessionApiVariables): Policy {
  const { accessTokenLifetimeMs, idleTimeoutMs, absoluteLifetimeMs, maxSessionsPerUser, onLimit } = variables;
  return {
    accessTokenLifetimeMs,
    idleTimeoutMs,
    absoluteLifetimeMs,
    graceMs: variables.graceMs ?? graceFor(idleTimeoutMs),
    ...(maxSessionsPerUser === undefined ? {} : { maxSessionsPerUser }),
    onLimit,
  };
}

/** The default grace, or the largest that a short idle timeout allows. */
function graceFor(idleTimeoutMs: number): number {
  return Math.min(DEFAULT_POLICY.graceMs, Math.floor(idleTimeoutMs / 4));
}

function clientPolicy(policy: Policy, { policy: own }: Client): Policy {
  if (own === undefined) return policy;
  const graceMs = own.graceMs ?? Math.min(policy.graceMs, graceFor(own.idleTimeoutMs ?? policy.idleTimeoutMs));
  return { ...policy, ...own, graceMs };
}

function lifetimeFaults({ maxAccessTokenLifetimeMs: longest }: SessionApiVariables): readonly ConfigFault[] {
  if (longest <= MAX_ACCESS_TOKEN_LIFETIME_CEILING_MS) return [];
  return [
    {
      variable: 'ATLAS_MAX_ACCESS_TOKEN_LIFETIME',
      message: `expected at most 1h: views remember every revocation for as long`,
    },
  ];
}

function clientFaults(variables: SessionApiVariables, policies: ReadonlyMap<string, Policy>): readonly ConfigFault[] {
  return variables.clients.flatMap((one, index) => {
    const policy = policies.get(one.clientId);
    return policy === undefined ? [] : policyFaults(`ATLAS_CLIENTS[${index}].policy`, policy, variables);
  });
}

function policyFaults(where: string, policy: Policy, variables: SessionApiVariables): readonly ConfigFault[] {
  return checkPolicy(policy, variables.maxAccessTokenLifetimeMs).map(({ field, expected }) => ({
    variable: `${where}.${field}`,
    message: `expected ${expected}`,
  }));
}
