const INTERVAL_MS = 2_000;

export interface LagWatchOptions {
  readonly behind: () => Promise<number>;
  readonly onBehind: (events: number) => void;
  readonly onFault: (error: unknown) => void;
}

/** Reads the lag from time to time, so that a scrape of the metrics asks no store. */
export function watchLag(options: LagWatchOptions): { close(): Promise<void> } {
  let closed = false;
  let reading: Promise<void> | undefined;
  const read = async (): Promise<void> => {
    try {
      options.onBehind(await options.behind());
    } catch (error) {
      if (!closed) options.onFault(error);
    }
  };
  const timer = setInterval(() => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
  }, INTERVAL_MS);
  return {
    async close() {
      closed = true;
      clearInterval(timer);
      await reading;
    },
  };
}
