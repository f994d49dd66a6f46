export interface ManualClock {
  /** Bound: may be handed over as it is. */
  readonly nowMs: () => number;
  advance(ms: number): void;
  set(ms: number): void;
}

/** A clock that moves only when it is told to. */
export function manualClock(startMs = Date.parse('2026-11-23T12:00:00.000Z')): ManualClock {
  let now = startMs;
  return {
    nowMs: () => now,
    advance: (ms) => {
      now += ms;
    },
    set: (ms) => {
      now = ms;
    },
  };
}
