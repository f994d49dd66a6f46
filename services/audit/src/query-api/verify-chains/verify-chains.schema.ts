import { z } from 'zod';
import { integerText } from '../page-query.js';
import { BROKEN_LINK_REASONS } from './broken-link.js';

const MAX_STREAMS = 100_000;
const DEFAULT_STREAMS = 10_000;

export const verifyQuery = z.strictObject({
  after: z.string().min(1).max(1_000).exactOptional().describe('`next` of the call before.'),
  limit: integerText(1, MAX_STREAMS)
    .default(DEFAULT_STREAMS)
    .describe(`Most streams to walk in this call; ${DEFAULT_STREAMS} by default.`),
});
export type VerifyQuery = z.infer<typeof verifyQuery>;

export const verification = z
  .strictObject({
    ok: z.boolean().describe('Every link that was walked holds.'),
    streams: z.int().nonnegative(),
    events: z.int().nonnegative(),
    behind: z.int().nonnegative().describe('Commits that are still on their way to the trail: not a fault.'),
    broken: z
      .strictObject({
        stream: z.string(),
        eventId: z.string().exactOptional(),
        reason: z.enum(BROKEN_LINK_REASONS),
        expected: z.string().exactOptional(),
        found: z.string().exactOptional(),
      })
      .exactOptional()
      .describe('The first link that does not hold; the walk ended there.'),
    next: z.string().exactOptional().describe('There is more to walk: call again with it as `after`.'),
    limits: z.string(),
  })
  .meta({ id: 'AuditVerification' });
export type VerificationAnswer = z.infer<typeof verification>;

/** Said with every answer (design §9), so that nobody takes it for more than it is. */
export const LIMITS =
  'A rewrite of both stores at once, with every hash computed anew, cannot be seen without signed anchors kept elsewhere.';
