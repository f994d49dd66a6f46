const STEPS: ReadonlyArray<readonly [unit: Intl.RelativeTimeFormatUnit, ms: number]> = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

const NOW_MS = 10_000;

/** "now", "40 seconds ago", "in 3 minutes", "2 days ago": whole units, the largest that fits. */
export function relativeTime(atMs: number, nowMs: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  const elapsedMs = atMs - nowMs;
  if (Math.abs(elapsedMs) < NOW_MS) return format.format(0, 'second');
  for (const [unit, ms] of STEPS) {
    if (Math.abs(elapsedMs) >= ms) return format.format(whole(elapsedMs / ms), unit);
  }
  // In steps of ten, so that a list does not flicker each second.
  return format.format(Math.trunc(elapsedMs / NOW_MS) * 10, 'second');
}

/** What is past counts when it is full: "1 hour ago" for 119 minutes. What is to come is rounded: "in 7 days", not "in 6". */
function whole(amount: number): number {
  return amount < 0 ? Math.trunc(amount) : Math.round(amount);
}

export function absoluteTime(atMs: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(atMs);
}

export function clockTime(atMs: number, language: string): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(atMs);
}
