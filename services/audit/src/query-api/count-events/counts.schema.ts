import { ProblemError } from '@atlasnode/service-kit';
import { z } from 'zod';
import { instantText } from '../page-query.js';

const DAY_MS = 86_400_000;
/** A year by hours is 8,784 rows: more is not a chart any more. */
const MAX_RANGE_MS = 366 * DAY_MS;

export const countsQuery = z.strictObject({
  by: z.enum(['hour', 'type', 'reason']),
  fromMs: instantText.exactOptional().describe('From this instant on; a day before `toMs` by default.'),
  toMs: instantText.exactOptional().describe('Before this instant; now by default.'),
});
export type CountsQuery = z.infer<typeof countsQuery>;

export const counts = z
  .strictObject({
    items: z.array(z.strictObject({ key: z.string(), count: z.int().nonnegative() })),
    fromMs: z.int(),
    toMs: z.int(),
  })
  .meta({ id: 'AuditCounts' });
export type Counts = z.infer<typeof counts>;

export function rangeOf(query: CountsQuery, nowMs: number): { readonly fromMs: number; readonly toMs: number } {
  const toMs = query.toMs ?? nowMs;
  const fromMs = query.fromMs ?? Math.max(0, toMs - DAY_MS);
  if (fromMs > toMs) throw badRange('expected no later than toMs');
  if (toMs - fromMs > MAX_RANGE_MS) throw badRange('expected at most 366 days before toMs');
  return { fromMs, toMs };
}

function badRange(expected: string): ProblemError {
  return new ProblemError('INVALID_INPUT', { errors: [{ path: 'fromMs', expected }] });
}
