import { epochMs } from '@atlasnode/session-events';
import { z } from 'zod';

export const adminCodeRequest = z
  .strictObject({ adminId: z.string().regex(/^[A-Za-z0-9._@~-]{1,64}$/, 'expected 1 to 64 of A-Z a-z 0-9 . _ @ ~ -') })
  .meta({ id: 'AdminCodeRequest' });
export type AdminCodeInput = z.infer<typeof adminCodeRequest>;

export const adminCode = z.strictObject({ code: z.string(), expiresAtMs: epochMs }).meta({ id: 'AdminCode' });
export type AdminCode = z.infer<typeof adminCode>;
