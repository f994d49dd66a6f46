import type { KeyStore } from '@atlasnode/session-engine';
import type { Connection } from 'mongoose';
import type { Lifetime } from '../../lifetime.js';
import { createSignInCodes } from './sign-in-codes.js';
import { createSigningKeys } from './signing-keys.js';

export function createKeyStore(connection: Connection, lifetime: Lifetime): KeyStore {
  return { ...createSigningKeys(connection, lifetime), ...createSignInCodes(connection, lifetime) };
}
