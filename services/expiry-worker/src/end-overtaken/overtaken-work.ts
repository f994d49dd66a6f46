import type { OvertakenWork } from '@atlasnode/session-commands';
import type { Job } from '@atlasnode/session-engine';
import { userId } from '@atlasnode/session-events';
import { z } from 'zod';

const payload = z.object({
  owner: z.discriminatedUnion('type', [
    z.object({ type: z.literal('user'), userId }),
    z.object({ type: z.literal('realm') }),
  ]),
  epoch: z.int().positive(),
});

/** @throws where the payload is not what the write path writes: a job of another version */
export function overtakenWork(job: Job): OvertakenWork {
  return payload.parse(job.payload);
}
