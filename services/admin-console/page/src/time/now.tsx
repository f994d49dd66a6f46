import { createContext, use, useEffect, useState, type ReactNode } from 'react';

const STEP_MS = 5_000;
const NowContext = createContext(0);

/** One clock for all relative times on the page, so that they change together. */
export function NowProvider({ children }: { readonly children: ReactNode }) {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), STEP_MS);
    return () => clearInterval(timer);
  }, []);
  return <NowContext value={nowMs}>{children}</NowContext>;
}

/** Unix milliseconds, a few seconds old at most. */
export function useNow(): number {
  return use(NowContext);
}
