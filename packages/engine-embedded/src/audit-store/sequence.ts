/**
 * The one number that sorts a list by time: milliseconds, and 20 bits that tell apart what happened within one. It is the rowid of
 * its table, so every index ends with it and any filter pages in order of time.
 */
const BITS_WITHIN_MS = 20n;

export const SEQUENCES_PER_MS = 1n << BITS_WITHIN_MS;

/** The first sequence of a millisecond. */
export function sequenceAt(atMs: number): bigint {
  return BigInt(atMs) << BITS_WITHIN_MS;
}

/** SQL for the next free sequence of a millisecond, whose first one is the parameter `?1`. */
export function nextSequence(table: 'audit_events' | 'audit_sessions'): string {
  return `coalesce((SELECT max(seq) + 1 FROM ${table} WHERE seq >= ?1 AND seq < ?1 + ${SEQUENCES_PER_MS}), ?1)`;
}
