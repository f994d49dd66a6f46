import { useEffect, useRef } from 'react';

/** Calls `run` once, `ms` after that became known; `undefined` waits. */
export function useLater(run: () => void, ms: number | undefined): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  }, [run]);
  useEffect(() => {
    if (ms === undefined) return undefined;
    const timer = setTimeout(() => latest.current(), ms);
    return () => clearTimeout(timer);
  }, [ms]);
}
