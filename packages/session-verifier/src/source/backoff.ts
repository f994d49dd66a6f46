const FIRST_MS = 200;
const LONGEST_MS = 5_000;

/** The wait before attempt n (from 0): doubled each time up to 5 s, and spread, so that those who lost one server do not return together. */
export function backoffMs(attempt: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return ceiling * (0.5 + Math.random() / 2);
}
