import { z } from 'zod';
import { sessionSummary } from '../session-summary.js';

/** A person signed in on a device. Always the first event of its stream. */
export const sessionCreated = z
  .strictObject({ type: z.literal('SessionCreated'), data: z.strictObject({ session: sessionSummary }) })
  .meta({ id: 'SessionCreated' });
export type SessionCreated = z.infer<typeof sessionCreated>;
