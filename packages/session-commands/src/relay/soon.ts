/** Runs `task` once, `lingerMs` after the first call: many calls share one timer. */
export interface Soon {
  call(): void;
  /** At once, if it was called. */
  hurry(): void;
}

export function soon(lingerMs: () => number, task: () => void): Soon {
  let timer: NodeJS.Timeout | undefined;
  const run = (): void => {
    clearTimeout(timer);
    timer = undefined;
    task();
  };
  return {
    call: () => {
      timer ??= setTimeout(run, lingerMs());
    },
    hurry: () => {
      if (timer !== undefined) run();
    },
  };
}
