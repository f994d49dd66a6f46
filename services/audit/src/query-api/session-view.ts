import { clientId, endReason, role, sid, userId, type SessionSummary } from '@atlasnode/session-events';
import { z } from 'zod';

const atMs = z.int().nonnegative();

/** A session as an administrator sees it: what session-api shows, with the version of the event it was taken from. */
export const sessionView = z
  .strictObject({
    sid,
    userId,
    clientId,
    roles: z.array(role),
    amr: z.array(z.string()),
    device: z.strictObject({
      label: z.string().exactOptional(),
      ip: z.string().exactOptional(),
      userAgent: z.string().exactOptional(),
    }),
    status: z.enum(['live', 'revoked', 'expired']),
    createdAtMs: atMs,
    rotatedAtMs: atMs,
    lastActiveAtMs: atMs,
    idleDueAtMs: atMs,
    absoluteDueAtMs: atMs,
    endedAtMs: atMs.exactOptional(),
    endReason: endReason.exactOptional(),
    version: z.int().positive(),
  })
  .meta({ id: 'AuditSessionView' });
export type SessionView = z.infer<typeof sessionView>;

/** How a session stands now, where its last event does not say it: it may be due, or below an epoch, and not have its end event yet. */
export interface Standing {
  readonly status: SessionView['status'];
  readonly endReason?: SessionSummary['endReason'];
}

export function toSessionView(session: SessionSummary, version: number, standing: Standing): SessionView {
  const { label, ip, userAgent } = session.device;
  const reason = session.endReason ?? standing.endReason;
  return {
    sid: session.sid,
    userId: session.userId,
    clientId: session.clientId,
    roles: session.roles,
    amr: session.amr,
    device: {
      ...(label === undefined ? {} : { label }),
      ...(ip === undefined ? {} : { ip }),
      ...(userAgent === undefined ? {} : { userAgent }),
    },
    status: standing.status,
    createdAtMs: session.createdAtMs,
    rotatedAtMs: session.rotatedAtMs,
    lastActiveAtMs: session.lastActiveAtMs,
    idleDueAtMs: session.idleDueAtMs,
    absoluteDueAtMs: session.absoluteDueAtMs,
    ...(session.endedAtMs === undefined ? {} : { endedAtMs: session.endedAtMs }),
    ...(reason === undefined ? {} : { endReason: reason }),
    version,
  };
}
