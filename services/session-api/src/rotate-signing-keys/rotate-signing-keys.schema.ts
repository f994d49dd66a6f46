import { z } from 'zod';

export const rotationRequest = z
  .strictObject({
    /** Where the present key is in wrong hands: does not wait until the next one has been published for long enough. */
    force: z.boolean().exactOptional(),
  })
  .meta({ id: 'RotationRequest' });
export const optionalRotationRequest = rotationRequest.prefault({});
export type RotationRequest = z.infer<typeof rotationRequest>;

export const rotatedKeys = z.strictObject({ kid: z.string(), previousKid: z.string() }).meta({ id: 'RotatedKeys' });
export type RotatedKeys = z.infer<typeof rotatedKeys>;
