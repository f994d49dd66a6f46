import { useCallback } from 'react';
import { bodyOf, type ConsoleApi } from '../api/console-api.js';
import { useInterval } from './use-interval.js';
import { useLoaded } from './use-loaded.js';

const LOOK_EVERY_MS = 5_000;

/** How many events the audit has still to take in; undefined while that cannot be known. */
export function useAuditLag(api: ConsoleApi): number | undefined {
  const load = useCallback(() => bodyOf(api.audit.GET('/v1/audit/lag')), [api]);
  const { value, problem, reload } = useLoaded(load);
  useInterval(reload, LOOK_EVERY_MS);
  return problem === undefined ? value?.behind : undefined;
}
