import type { PageRequest } from '@atlasnode/session-engine';
import { z } from 'zod';

export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 200;

/** The paging every list shares. Query strings are text: numbers are read from it, and nothing else is taken for one. */
export const pageQuery = {
  after: z.string().min(1).max(512).exactOptional().describe('`next` of the page before.'),
  limit: integerText(1, MAX_PAGE).default(DEFAULT_PAGE).describe(`1 to ${MAX_PAGE}; ${DEFAULT_PAGE} by default.`),
};

export function integerText(least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,16}$/, 'expected a whole number')
    .transform(Number)
    .pipe(z.int().min(least).max(most));
}

export const instantText = integerText(0, 8_640_000_000_000_000);

/** Splits a query into its page and what it picks by. */
export function splitPage<Query extends PageRequest>({ after, limit, ...filter }: Query) {
  return { page: { limit, ...(after === undefined ? {} : { after }) }, filter };
}
