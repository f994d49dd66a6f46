export interface RaceResult<Value> {
  readonly won: readonly Value[];
  readonly lost: readonly unknown[];
}

/** Starts `n` callers at once, waits for all, and tells who got an answer and who an error. */
export async function race<Value>(n: number, call: (index: number) => Promise<Value>): Promise<RaceResult<Value>> {
  let start = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    start = resolve;
  });
  const callers = Array.from({ length: n }, async (_, index) => {
    await gate;
    return call(index);
  });
  start();
  const settled = await Promise.allSettled(callers);
  return {
    won: settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    lost: settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])),
  };
}
