import type { DirectoryEntry } from '@atlasnode/session-engine';
import { newSid, newUserId } from './session.builder.js';

export function buildEntry(overrides: Partial<DirectoryEntry> = {}): DirectoryEntry {
  const createdAtMs = overrides.createdAtMs ?? Date.now();
  return {
    sid: newSid(createdAtMs),
    userId: newUserId(),
    clientId: 'demo',
    status: 'active',
    version: 1,
    createdAtMs,
    checkAtMs: createdAtMs + 3_600_000,
    userEpoch: 0,
    realmEpoch: 0,
    ...overrides,
  };
}
