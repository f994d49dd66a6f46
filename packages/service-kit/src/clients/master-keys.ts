import { z } from 'zod';
import { key256 } from '../config/values.js';

export const masterKeys = z
  .array(
    z.strictObject({
      id: z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, 'expected 1 to 32 of A-Z a-z 0-9 _ -'),
      key: key256,
    }),
  )
  .min(1)
  .refine((ring) => new Set(ring.map((entry) => entry.id)).size === ring.length, 'expected ids that differ');
/** The first mints, all verify. */
export type MasterKeys = z.infer<typeof masterKeys>;
