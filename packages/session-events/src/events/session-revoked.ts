import { z } from 'zod';
import { reasonNote, revocationReason } from '../end-reason.js';
import { sessionSummary } from '../session-summary.js';

/**
 * The session was ended before its time. `through` says how: by a command for this session, by an epoch of its user or of the realm
 * (no notice is published then: the epoch's own did it), by reuse of a refresh token, by the limit of sessions, or because an
 * epoch rose while it was being started.
 */
export const sessionRevoked = z
  .strictObject({
    type: z.literal('SessionRevoked'),
    data: z.strictObject({
      session: sessionSummary,
      reason: revocationReason,
      through: z.enum(['command', 'epoch', 'reuse', 'limit', 'overtaken']),
      note: reasonNote.exactOptional(),
    }),
  })
  .meta({ id: 'SessionRevoked' });
export type SessionRevoked = z.infer<typeof sessionRevoked>;
