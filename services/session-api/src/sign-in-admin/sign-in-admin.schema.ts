import { z } from 'zod';
import { deviceInput } from '../device.schema.js';

export const adminSignInRequest = z
  .strictObject({
    code: z.string().min(1).max(64),
    /** Believed only from a caller with a service key. */
    device: deviceInput.exactOptional(),
  })
  .meta({ id: 'AdminSignInRequest' });
export type AdminSignInRequest = z.infer<typeof adminSignInRequest>;
