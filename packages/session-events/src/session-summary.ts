import { z } from 'zod';
import { endReason } from './end-reason.js';
import { clientId, sid, userId } from './identifiers.js';

export const epochMs = z.int().nonnegative();
export const epoch = z.int().nonnegative();

/**
 * The device of a sign-in. `ip` and `userAgent` are personal data and may be erased later together with `salt`: the hash of an
 * event covers only the digests, `base64url(SHA-256(salt + "|" + value))`, so that an erasure keeps the chain whole.
 */
export const device = z
  .strictObject({
    label: z.string().min(1).max(120).exactOptional(),
    ip: z.string().max(64).exactOptional(),
    userAgent: z.string().max(512).exactOptional(),
    salt: z.string().max(64).exactOptional(),
    ipDigest: z.string().max(64).exactOptional(),
    userAgentDigest: z.string().max(64).exactOptional(),
  })
  .meta({ id: 'Device' });
export type Device = z.infer<typeof device>;

export const role = z.string().regex(/^[A-Za-z0-9._:~-]{1,64}$/);

/** What a session is after the event that carries it: a consumer that starts late needs nothing else. Times are Unix milliseconds. */
export const sessionSummary = z
  .strictObject({
    sid,
    userId,
    clientId,
    audience: z.array(z.string().min(1).max(256)).min(1).max(16),
    roles: z.array(role).max(64),
    amr: z.array(z.string().min(1).max(32)).max(16),
    acr: z.string().min(1).max(128).exactOptional(),
    authTimeMs: epochMs,
    device,
    status: z.enum(['active', 'revoked', 'expired']),
    createdAtMs: epochMs,
    /** When the present generation was minted: the sign-in or the latest rotation. */
    rotatedAtMs: epochMs,
    /** When a person was last seen doing something. */
    lastActiveAtMs: epochMs,
    generation: z.int().positive(),
    idleDueAtMs: epochMs,
    absoluteDueAtMs: epochMs,
    /** The epochs of the user and of the realm that the session was started in. */
    userEpoch: epoch,
    realmEpoch: epoch,
    endedAtMs: epochMs.exactOptional(),
    endReason: endReason.exactOptional(),
  })
  .meta({ id: 'SessionSummary' });
export type SessionSummary = z.infer<typeof sessionSummary>;
