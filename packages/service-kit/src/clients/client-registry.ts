import { timingSafeEqual } from 'node:crypto';
import type { Client } from './client.js';
import type { Scope } from './scopes.js';
import { hashServiceKey, parseServiceKey } from './service-key.js';

export interface AuthenticatedClient {
  readonly client: Client;
  readonly keyId: string;
  readonly scopes: ReadonlySet<Scope>;
}

export interface ClientRegistry {
  find(clientId: string): Client | undefined;
  all(): readonly Client[];
  /** undefined where the key is malformed, unknown, wrong or expired: which of them is nobody's business. */
  authenticateServiceKey(text: string): AuthenticatedClient | undefined;
}

interface KnownKey {
  readonly hash: Buffer;
  readonly expiresAtMs: number;
  readonly authenticated: AuthenticatedClient;
}

export function createClientRegistry(clients: readonly Client[], nowMs: () => number = Date.now): ClientRegistry {
  const byId = new Map(clients.map((client) => [client.clientId, client]));
  const keys = new Map(
    clients.flatMap((client) =>
      client.keys.map((key) => [`${client.clientId}|${key.id}`, knownKey(client, key)] as const),
    ),
  );
  return {
    find: (clientId) => byId.get(clientId),
    all: () => clients,
    authenticateServiceKey(text) {
      const name = parseServiceKey(text);
      const known = name === undefined ? undefined : keys.get(`${name.clientId}|${name.keyId}`);
      if (known === undefined || known.expiresAtMs <= nowMs()) return undefined;
      return timingSafeEqual(known.hash, Buffer.from(hashServiceKey(text), 'hex')) ? known.authenticated : undefined;
    },
  };
}

function knownKey(client: Client, key: Client['keys'][number]): KnownKey {
  return {
    hash: Buffer.from(key.hash, 'hex'),
    expiresAtMs: key.expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(key.expiresAt),
    authenticated: { client, keyId: key.id, scopes: new Set(key.scopes) },
  };
}
