import { z } from 'zod';
import { deviceInput } from '../device.schema.js';
import { refreshTokenText, sessionTokens } from '../tokens/tokens.schema.js';

export const refreshSessionRequest = z
  .strictObject({
    refreshToken: refreshTokenText,
    /** Whether a person did something since the last refresh: only then the idle timeout starts anew. */
    active: z.boolean().default(false),
    /** Believed only from a caller with a service key. */
    device: deviceInput.exactOptional(),
  })
  .meta({ id: 'RefreshSessionRequest' });
export type RefreshSessionRequest = z.infer<typeof refreshSessionRequest>;

export const refreshedSession = sessionTokens
  .extend({
    rotated: z
      .boolean()
      .meta({ description: 'False where the present refresh token was given again: within the grace.' }),
  })
  .meta({ id: 'RefreshedSession' });
export type RefreshedTokens = z.infer<typeof refreshedSession>;
