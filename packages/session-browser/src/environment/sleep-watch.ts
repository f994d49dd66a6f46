const LOOK_EVERY_MS = 15_000;
/** A hidden tab's timers may run once a minute only; a pause longer than that was a sleep, or a frozen tab. */
const SLEPT_FROM_MS = 90_000;

/** Notices that time has passed in which nothing ran. @returns stops */
export function watchSleep(nowMs: () => number, onWake: () => void): () => void {
  let seenAtMs = nowMs();
  const timer = setInterval(() => {
    const sinceMs = nowMs() - seenAtMs;
    seenAtMs = nowMs();
    if (sinceMs > SLEPT_FROM_MS) onWake();
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
