import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { generateServiceKey } from '../clients/service-key.js';
import { isConfigError, type ConfigFault } from './config-error.js';
import { describeConfig } from './describe-config.js';
import { loadEngineChoice } from './engine-choice.js';
import { defineConfig, loadConfig } from './load-config.js';
import { commonVariables, portVariable } from './service-variables.js';

const schema = defineConfig({ ...commonVariables, port: portVariable(4602) });
const key = (): string => randomBytes(32).toString('base64url');
const valid = { ATLAS_MASTER_KEYS: JSON.stringify([{ id: 'm1', key: key() }]), ATLAS_KEY_SEALING_KEY: key() };

function faultsOf(load: () => unknown): readonly ConfigFault[] {
  try {
    load();
  } catch (error) {
    if (isConfigError(error)) return error.faults;
    throw error;
  }
  return [];
}

test('what is not set has its default, and durations are milliseconds', () => {
  const config = loadConfig(schema, { ...valid, ATLAS_CLOCK_SKEW: '250ms', ATLAS_PORT: '' });
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 4602,
    clockSkewMs: 250,
    maxAccessTokenLifetimeMs: 900_000,
    clients: [],
    trustedProxies: [],
  });
  expect(config.masterKeys[0]?.key).toHaveLength(32);
});

test('every fault is listed with its variable and place, and no value is repeated', () => {
  const { key: good } = generateServiceKey({ clientId: 'demo', keyId: 'k1', scopes: ['introspect'] });
  const faults = faultsOf(() =>
    loadConfig(schema, {
      ATLAS_PORT: '70000',
      ATLAS_LOG_LEVEL: 'loud-secret',
      ATLAS_CLOCK_SKEW: 'one second',
      ATLAS_MASTER_KEYS: 'not json hunter2',
      ATLAS_CLIENTS: JSON.stringify([
        { clientId: 'demo', audiences: ['demo'], allowedRoles: '*', keys: [{ ...good, hash: 'hunter2' }], colour: 1 },
      ]),
    }),
  );
  expect(faults.map((fault) => fault.variable).toSorted()).toEqual([
    'ATLAS_CLIENTS[0]',
    'ATLAS_CLIENTS[0].keys[0].hash',
    'ATLAS_CLOCK_SKEW',
    'ATLAS_KEY_SEALING_KEY',
    'ATLAS_LOG_LEVEL',
    'ATLAS_MASTER_KEYS',
    'ATLAS_PORT',
  ]);
  expect(JSON.stringify(faults)).not.toMatch(/hunter2|loud-secret/);
});

test('two clients of one id, and two master keys of one id, are faults', () => {
  const client = { clientId: 'demo', audiences: ['demo'], allowedRoles: '*', keys: [] };
  const faults = faultsOf(() =>
    loadConfig(schema, {
      ...valid,
      ATLAS_CLIENTS: JSON.stringify([client, client]),
      ATLAS_MASTER_KEYS: JSON.stringify([
        { id: 'm', key: key() },
        { id: 'm', key: key() },
      ]),
    }),
  );
  expect(faults.map((fault) => fault.variable)).toEqual(
    expect.arrayContaining(['ATLAS_CLIENTS[1].clientId', 'ATLAS_MASTER_KEYS']),
  );
});

test('the rows for the documents say what is required, what it defaults to and what is secret', () => {
  const rows = new Map(describeConfig(schema).map((row) => [row.name, row]));
  expect(rows.get('ATLAS_KEY_SEALING_KEY')).toMatchObject({ required: true, secret: true });
  expect(rows.get('ATLAS_CLOCK_SKEW')).toMatchObject({ required: false, default: '1s', secret: false });
  expect([...rows.values()].every((row) => row.description.length > 10)).toBe(true);
});

test('the engine is distributed with all three addresses and embedded with none', () => {
  expect(loadEngineChoice({})).toEqual({ engine: 'embedded', path: '.data/sessions.db' });
  expect(loadEngineChoice({ ATLAS_MONGO_URL: 'a', ATLAS_KAFKA_BROKERS: 'b', ATLAS_REDIS_URL: 'c' })).toMatchObject({
    engine: 'distributed',
  });
});

test('with some of the three addresses, what is missing is named', () => {
  expect(faultsOf(() => loadEngineChoice({ ATLAS_MONGO_URL: 'mongodb://x' })).map((fault) => fault.variable)).toEqual([
    'ATLAS_KAFKA_BROKERS',
    'ATLAS_REDIS_URL',
  ]);
});
