import { z } from 'zod';
import { expiryCause } from '../end-reason.js';
import { sessionSummary } from '../session-summary.js';

/** The session's time was up. */
export const sessionExpired = z
  .strictObject({
    type: z.literal('SessionExpired'),
    data: z.strictObject({ session: sessionSummary, cause: expiryCause }),
  })
  .meta({ id: 'SessionExpired' });
export type SessionExpired = z.infer<typeof sessionExpired>;
