import { z } from 'zod';
import { sessionSummary } from '../session-summary.js';

/** The refresh token rotated to `session.generation`. `active`: a person did something, so the idle due time moved. */
export const sessionRefreshed = z
  .strictObject({
    type: z.literal('SessionRefreshed'),
    data: z.strictObject({ session: sessionSummary, active: z.boolean() }),
  })
  .meta({ id: 'SessionRefreshed' });
export type SessionRefreshed = z.infer<typeof sessionRefreshed>;
