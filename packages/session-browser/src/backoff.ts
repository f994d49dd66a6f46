const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** Doubling, and spread over half of itself so that a thousand tabs do not come back in one instant. */
export function backoffMs(attempt: number, random: number): number {
  const fullMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return fullMs / 2 + (random * fullMs) / 2;
}
