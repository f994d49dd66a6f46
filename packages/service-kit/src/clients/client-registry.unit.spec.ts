import { expect, test } from 'vitest';
import type { Client } from './client.js';
import { createClientRegistry } from './client-registry.js';
import { generateServiceKey } from './service-key.js';

const first = generateServiceKey({
  clientId: 'shop.web',
  keyId: 'a',
  scopes: ['sessions:start'],
  expiresAt: '2030-01-01T00:00:00Z',
});
const second = generateServiceKey({ clientId: 'shop.web', keyId: 'b', scopes: ['introspect'] });
const client: Client = { clientId: 'shop.web', audiences: ['shop'], allowedRoles: '*', keys: [first.key, second.key] };

test('two keys of a client are valid at the same time, each with its own scopes', () => {
  const registry = createClientRegistry([client]);
  expect(registry.authenticateServiceKey(first.text)).toMatchObject({
    keyId: 'a',
    scopes: new Set(['sessions:start']),
  });
  expect(registry.authenticateServiceKey(second.text)).toMatchObject({ keyId: 'b', scopes: new Set(['introspect']) });
});

test('an expired key is refused from its instant on', () => {
  let nowMs = Date.parse('2029-12-31T23:59:59.999Z');
  const registry = createClientRegistry([client], () => nowMs);
  expect(registry.authenticateServiceKey(first.text)).toBeDefined();
  nowMs += 1;
  expect(registry.authenticateServiceKey(first.text)).toBeUndefined();
});

test('a key with another secret, of another client, or malformed is refused', () => {
  const registry = createClientRegistry([client]);
  const forged = generateServiceKey({ clientId: 'shop.web', keyId: 'a', scopes: ['sessions:start'] }).text;
  for (const text of [
    forged,
    first.text.replace('shop.web', 'shop'),
    `${first.text}x`,
    first.text.slice(0, -1),
    '',
    'sk1...',
    `sk1.${'x'.repeat(5_000)}`,
  ]) {
    expect(registry.authenticateServiceKey(text)).toBeUndefined();
  }
});
