import { epochMs } from '@atlasnode/session-events';
import { z } from 'zod';

export const jobProgress = z
  .strictObject({
    id: z.string(),
    state: z.enum(['waiting', 'running', 'done', 'failed']),
    done: z.int(),
    total: z.int(),
    attempts: z.int(),
    lastError: z.string().exactOptional(),
    updatedAtMs: epochMs,
  })
  .meta({ id: 'JobProgress' });

export const jobList = z.strictObject({ items: z.array(jobProgress) }).meta({ id: 'JobList' });
export type JobList = z.infer<typeof jobList>;
