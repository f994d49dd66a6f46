import { z } from 'zod';

/** Who caused an event: the person, an administrator, a backend by its client id, a rule of the policy, or the service itself. */
export const actor = z
  .strictObject({
    type: z.enum(['user', 'admin', 'service', 'policy', 'system']),
    id: z.string().min(1).max(128).exactOptional(),
  })
  .meta({ id: 'Actor' });
export type Actor = z.infer<typeof actor>;
export type ActorType = Actor['type'];
