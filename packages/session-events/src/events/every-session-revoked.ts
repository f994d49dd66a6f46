import { z } from 'zod';
import { reasonNote, revocationReason } from '../end-reason.js';
import { sid } from '../identifiers.js';
import { epoch } from '../session-summary.js';

/** Every session of everyone below `epoch` ended at once, except `exceptSid`. */
export const everySessionRevoked = z
  .strictObject({
    type: z.literal('EverySessionRevoked'),
    data: z.strictObject({
      epoch: epoch.positive(),
      exceptSid: sid.exactOptional(),
      reason: revocationReason,
      note: reasonNote.exactOptional(),
    }),
  })
  .meta({ id: 'EverySessionRevoked' });
export type EverySessionRevoked = z.infer<typeof everySessionRevoked>;
