import { clientId, role } from '@atlasnode/session-events';
import { z } from 'zod';
import { scope } from './scopes.js';

/** Several may be valid at a time, so that a key is replaced without a gap. Only the hash is known here. */
export const clientKey = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, 'expected 1 to 32 of A-Z a-z 0-9 _ -'),
  /** SHA-256 of the key's whole text, hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'expected SHA-256 of the key in hex'),
  scopes: z.array(scope).min(1),
  /** ISO 8601; without it the key does not expire. */
  expiresAt: z.iso.datetime({ offset: true }).exactOptional(),
});
export type ClientKey = z.infer<typeof clientKey>;

/** What differs from the service's own policy for sessions that this client starts. */
export const clientPolicy = z.strictObject({
  accessTokenLifetimeMs: z.int().positive().exactOptional(),
  idleTimeoutMs: z.int().positive().exactOptional(),
  absoluteLifetimeMs: z.int().positive().exactOptional(),
  graceMs: z.int().nonnegative().exactOptional(),
  maxSessionsPerUser: z.int().positive().exactOptional(),
  onLimit: z.enum(['evict-oldest', 'reject']).exactOptional(),
});
export type ClientPolicy = z.infer<typeof clientPolicy>;

/** An application that may call with a service key. */
export const client = z.strictObject({
  clientId,
  audiences: z.array(z.string().min(1).max(256)).min(1).max(16),
  allowedRoles: z.union([z.literal('*'), z.array(role)]),
  policy: clientPolicy.exactOptional(),
  keys: z.array(clientKey).max(8),
});
export type Client = z.infer<typeof client>;

export const clients = z.array(client).superRefine((all, context) => {
  all.forEach((one, index) => {
    if (all.findIndex((other) => other.clientId === one.clientId) !== index) {
      context.addIssue({
        code: 'custom',
        path: [index, 'clientId'],
        message: 'expected a client id that no other client has',
      });
    }
    if (new Set(one.keys.map((key) => key.id)).size !== one.keys.length) {
      context.addIssue({ code: 'custom', path: [index, 'keys'], message: 'expected key ids that differ' });
    }
  });
});
