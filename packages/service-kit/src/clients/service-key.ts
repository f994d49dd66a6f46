import { createHash, randomBytes } from 'node:crypto';
import type { ClientKey } from './client.js';
import type { Scope } from './scopes.js';

const SERVICE_KEY = /^sk1\.([A-Za-z0-9._~-]{1,64})\.([A-Za-z0-9_-]{1,32})\.[A-Za-z0-9_-]{43}$/;
const MAX_LENGTH = 4 + 64 + 1 + 32 + 1 + 43;

/** `sk1.<clientId>.<keyId>.<32 random bytes, base64url>`. A client id may hold dots, a key id may not: the last two dots decide. */
export function parseServiceKey(text: string): { readonly clientId: string; readonly keyId: string } | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const [, clientId, keyId] = SERVICE_KEY.exec(text) ?? [];
  return clientId === undefined || keyId === undefined ? undefined : { clientId, keyId };
}

export function looksLikeServiceKey(text: string): boolean {
  return text.startsWith('sk1.');
}

export function hashServiceKey(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A new key: its text, to be handed to the application once, and the record that goes into `ATLAS_CLIENTS`. */
export function generateServiceKey(request: {
  readonly clientId: string;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt?: string;
}): { readonly text: string; readonly key: ClientKey } {
  const text = `sk1.${request.clientId}.${request.keyId}.${randomBytes(32).toString('base64url')}`;
  return {
    text,
    key: {
      id: request.keyId,
      hash: hashServiceKey(text),
      scopes: [...request.scopes],
      ...(request.expiresAt === undefined ? {} : { expiresAt: request.expiresAt }),
    },
  };
}
