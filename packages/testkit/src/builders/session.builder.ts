import { randomBytes } from 'node:crypto';
import type { SessionSummary, Sid } from '@atlasnode/session-events';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** A UUIDv7. */
export function newSid(atMs = Date.now()): Sid {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(atMs, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A user nobody else has: so that cases share a store and do not meet. */
export function newUserId(): string {
  return `user-${randomBytes(8).toString('hex')}`;
}

/** A valid session that has just been started. */
export function buildSession(overrides: Partial<SessionSummary> = {}): SessionSummary {
  const createdAtMs = overrides.createdAtMs ?? Date.now();
  return {
    sid: newSid(createdAtMs),
    userId: newUserId(),
    clientId: 'demo',
    audience: ['demo'],
    roles: ['member'],
    amr: ['pwd'],
    authTimeMs: createdAtMs,
    device: { label: 'Firefox on Linux', ip: '192.0.2.7', userAgent: 'Mozilla/5.0' },
    status: 'active',
    createdAtMs,
    rotatedAtMs: createdAtMs,
    lastActiveAtMs: createdAtMs,
    generation: 1,
    idleDueAtMs: createdAtMs + 7 * DAY_MS,
    absoluteDueAtMs: createdAtMs + 30 * DAY_MS,
    userEpoch: 0,
    realmEpoch: 0,
    ...overrides,
  };
}
