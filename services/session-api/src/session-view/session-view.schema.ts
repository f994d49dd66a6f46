import { clientId, device, endReason, epochMs, role, sid, userId } from '@atlasnode/session-events';
import { z } from 'zod';

/** A session as the API shows it: without salts, digests and generations. Times are Unix milliseconds. */
export const sessionView = z
  .strictObject({
    sid,
    userId,
    clientId,
    roles: z.array(role),
    amr: z.array(z.string()),
    device: device.pick({ label: true, ip: true, userAgent: true }),
    status: z.enum(['live', 'revoked', 'expired']),
    createdAtMs: epochMs,
    rotatedAtMs: epochMs,
    lastActiveAtMs: epochMs,
    idleDueAtMs: epochMs,
    absoluteDueAtMs: epochMs,
    endedAtMs: epochMs.exactOptional(),
    endReason: endReason.exactOptional(),
    /** Whether it is the session that asks. */
    current: z.boolean().exactOptional(),
  })
  .meta({ id: 'SessionView' });
export type SessionView = z.infer<typeof sessionView>;

export const sessionPage = z
  .strictObject({ items: z.array(sessionView), next: z.string().exactOptional() })
  .meta({ id: 'SessionPage' });
export type SessionPage = z.infer<typeof sessionPage>;
