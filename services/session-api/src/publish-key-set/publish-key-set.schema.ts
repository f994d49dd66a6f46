import { z } from 'zod';

/** RFC 7517 §5. */
export const keySet = z.strictObject({ keys: z.array(z.record(z.string(), z.string())) }).meta({ id: 'KeySet' });
export type KeySet = z.infer<typeof keySet>;
