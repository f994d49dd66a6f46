import { userId } from '@atlasnode/session-events';
import { z } from 'zod';
import { pageQuery } from '../page-query.js';
import { sessionView } from '../session-view.js';

export const listSessionsQuery = z.strictObject({
  ...pageQuery,
  live: z
    .enum(['true', 'false'])
    .exactOptional()
    .describe('`true`: only sessions that are live at this moment. Without it also ended ones.'),
  search: z
    .string()
    .min(1)
    .max(128)
    .exactOptional()
    .describe("Part of the user id, of the device's label, address or user agent, or a whole sid."),
  userId: userId.exactOptional(),
});
export type ListSessionsQuery = z.infer<typeof listSessionsQuery>;

export const sessionList = z
  .strictObject({ items: z.array(sessionView), next: z.string().exactOptional(), total: z.int().nonnegative() })
  .meta({ id: 'AuditSessionList' });
export type SessionList = z.infer<typeof sessionList>;
