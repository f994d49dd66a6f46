import { epochMs } from '@atlasnode/session-events';
import { z } from 'zod';

export const pushTicket = z.strictObject({ ticket: z.string(), expiresAtMs: epochMs }).meta({ id: 'PushTicket' });
export type PushTicket = z.infer<typeof pushTicket>;
