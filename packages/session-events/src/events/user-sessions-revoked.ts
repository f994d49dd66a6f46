import { z } from 'zod';
import { reasonNote, revocationReason } from '../end-reason.js';
import { sid, userId } from '../identifiers.js';
import { epoch } from '../session-summary.js';

/** Every session of the user below `epoch` ended at once, except `exceptSid`. */
export const userSessionsRevoked = z
  .strictObject({
    type: z.literal('UserSessionsRevoked'),
    data: z.strictObject({
      userId,
      epoch: epoch.positive(),
      exceptSid: sid.exactOptional(),
      reason: revocationReason,
      note: reasonNote.exactOptional(),
    }),
  })
  .meta({ id: 'UserSessionsRevoked' });
export type UserSessionsRevoked = z.infer<typeof userSessionsRevoked>;
