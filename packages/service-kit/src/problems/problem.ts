import { z } from 'zod';

/** One field of the input that was not as it should be. */
export const inputFault = z.strictObject({
  /** Where: `device.ip`, `roles.0`; empty for the whole. */
  path: z.string(),
  expected: z.string(),
});
export type InputFault = z.infer<typeof inputFault>;

/** RFC 9457. `code` is stable and for programs; `detail` is for people and may change. */
export const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().exactOptional(),
    /** The request's id, as it stands in the logs. */
    instance: z.string().exactOptional(),
    errors: z.array(inputFault).exactOptional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;
