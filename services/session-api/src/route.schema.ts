import { sid, userId } from '@atlasnode/session-events';
import { z } from 'zod';

export const sidParams = z.strictObject({ sid });
export type SidParams = z.infer<typeof sidParams>;

export const userParams = z.strictObject({ userId });
export type UserParams = z.infer<typeof userParams>;

/** Cursors are opaque: what one page gave as `next` goes back as `after`. */
export const pageQuery = z.strictObject({
  after: z.string().min(1).max(1_024).exactOptional(),
  limit: z.coerce.number<string>().int().min(1).max(200).default(50),
});
export type PageQuery = z.infer<typeof pageQuery>;
