import { useCallback, useEffect, useRef, useState } from 'react';
import { asApiProblem, type ApiProblem } from '../api/api-problem.js';

export interface Loaded<T> {
  /** What was loaded last; kept while it is loaded again and after that failed. */
  readonly value: T | undefined;
  readonly problem: ApiProblem | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
}

/** Loads when `load` or `version` changes and on `reload`; an answer that was overtaken by a later request is dropped. */
export function useLoaded<T>(load: () => Promise<T>, version?: string): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, 'reload'>>({
    value: undefined,
    problem: undefined,
    loading: true,
  });
  const latest = useRef(0);
  const reload = useCallback(() => {
    const turn = ++latest.current;
    const isLatest = () => turn === latest.current;
    setState((before) => ({ ...before, loading: true }));
    load().then(
      (value) => isLatest() && setState({ value, problem: undefined, loading: false }),
      (error: unknown) =>
        isLatest() && setState((before) => ({ ...before, problem: asApiProblem(error), loading: false })),
    );
  }, [load]);
  const abandon = useCallback(() => void latest.current++, []);
  useEffect(() => {
    reload();
    return abandon;
  }, [reload, abandon, version]);
  return { ...state, reload };
}
