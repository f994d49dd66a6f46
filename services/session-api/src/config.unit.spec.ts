import { randomBytes } from 'node:crypto';
import { describeConfig, isConfigError } from '@atlasnode/service-kit';
import { expect, test } from 'vitest';
import { loadSessionApiConfig, policyOf, sessionApiConfig } from './config.js';

const secrets = {
  ATLAS_MASTER_KEYS: JSON.stringify([{ id: 'm1', key: randomBytes(32).toString('base64url') }]),
  ATLAS_KEY_SEALING_KEY: randomBytes(32).toString('base64url'),
};
const client = {
  clientId: 'short',
  audiences: ['demo'],
  allowedRoles: '*',
  keys: [],
  policy: { idleTimeoutMs: 60_000 },
};

function faultsOf(env: Record<string, string>): string[] {
  try {
    loadSessionApiConfig({ ...secrets, ...env });
    return [];
  } catch (error) {
    if (isConfigError(error)) return error.faults.map((fault) => fault.variable);
    throw error;
  }
}

test("the grace follows a short idle timeout, the service's and a client's", () => {
  expect(loadSessionApiConfig({ ...secrets, ATLAS_IDLE_TIMEOUT: '60s' }).policy.graceMs).toBe(15_000);
  const config = loadSessionApiConfig({ ...secrets, ATLAS_CLIENTS: JSON.stringify([client]) });
  expect(config.policy.graceMs).toBe(30_000);
  expect(policyOf(config, 'short')).toMatchObject({
    idleTimeoutMs: 60_000,
    graceMs: 15_000,
    absoluteLifetimeMs: 2_592_000_000,
  });
  expect(policyOf(config, 'gone')).toBe(config.policy);
});

test('a policy that cannot work is a fault, named with its client', () => {
  expect(faultsOf({ ATLAS_IDLE_TIMEOUT: '60s', ATLAS_REFRESH_GRACE: '30s' })).toEqual(['the policy.graceMs']);
  expect(faultsOf({ ATLAS_ACCESS_TOKEN_LIFETIME: '20m' })).toEqual(['the policy.accessTokenLifetimeMs']);
  expect(faultsOf({ ATLAS_MAX_ACCESS_TOKEN_LIFETIME: '2h' })).toEqual(['ATLAS_MAX_ACCESS_TOKEN_LIFETIME']);
  expect(
    faultsOf({ ATLAS_CLIENTS: JSON.stringify([{ ...client, policy: { graceMs: 60_000, idleTimeoutMs: 60_000 } }]) }),
  ).toEqual(['ATLAS_CLIENTS[0].policy.graceMs']);
});

test('every variable has a description for the documents', () => {
  expect(describeConfig(sessionApiConfig).filter((row) => row.description === '')).toEqual([]);
});
