import { useEffect, useRef } from 'react';

/** Calls `run` every `ms` while the page is visible; `undefined` pauses. */
export function useInterval(run: () => void, ms: number | undefined): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  }, [run]);
  useEffect(() => {
    if (ms === undefined) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') latest.current();
    }, ms);
    return () => clearInterval(timer);
  }, [ms]);
}
