import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { RecordedEvent } from '@atlasnode/session-events';
import { bodyOf, type ConsoleApi } from '../api/console-api.js';
import { useLoaded } from '../state/use-loaded.js';
import { afterEvent, afterLoad, NO_ROWS, type LiveRows } from './live-rows.js';
import type { AuditSession } from '../api/contract.js';

const PAGE_SIZE = 25;
// An event reaches the feed about when it reaches the projection: look soon, and once more for what was late.
const LOOK_AGAIN_MS = [300, 1_500] as const;

type Change = { readonly loaded: readonly AuditSession[] } | { readonly event: RecordedEvent };

/** The sessions that are live, one page at a time, kept current by the events of the feed. */
export function useLiveSessions(api: ConsoleApi, search: string) {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const after = cursors.at(-1);
  const load = useCallback(() => {
    const query = {
      live: 'true' as const,
      limit: String(PAGE_SIZE),
      ...(search !== '' && { search }),
      ...(after !== undefined && { after }),
    };
    return bodyOf(api.audit.GET('/v1/audit/sessions', { params: { query } }));
  }, [api, search, after]);
  const { value, problem, loading, reload } = useLoaded(load);
  const [rows, change] = useReducer(reduce, NO_ROWS);
  const lookAgain = useLookAgain(reload);

  useEffect(() => setCursors([]), [search]);
  useEffect(() => {
    if (value !== undefined) change({ loaded: value.items });
  }, [value]);

  const apply = useCallback(
    (event: RecordedEvent) => {
      change({ event });
      if (event.type !== 'SessionRefreshed') lookAgain();
    },
    [lookAgain],
  );

  const next = value?.next;
  return {
    rows,
    total: value?.total,
    problem,
    loading,
    reload,
    apply,
    page: cursors.length + 1,
    toNext: next === undefined ? undefined : () => setCursors([...cursors, next]),
    toPrevious: cursors.length === 0 ? undefined : () => setCursors(cursors.slice(0, -1)),
  };
}

export type LiveSessions = ReturnType<typeof useLiveSessions>;

function reduce(rows: LiveRows, change: Change): LiveRows {
  return 'event' in change ? afterEvent(rows, change.event) : afterLoad(rows, change.loaded);
}

/** However many events come, one look soon and one later. */
function useLookAgain(reload: () => void): () => void {
  const timers = useRef<ReturnType<typeof setTimeout>[]>([]);
  const latest = useRef(reload);
  useEffect(() => {
    latest.current = reload;
  }, [reload]);
  useEffect(() => () => timers.current.forEach(clearTimeout), []);
  return useCallback(() => {
    if (timers.current.length > 0) return;
    timers.current = LOOK_AGAIN_MS.map((ms, index) =>
      setTimeout(() => {
        if (index === LOOK_AGAIN_MS.length - 1) timers.current = [];
        latest.current();
      }, ms),
    );
  }, []);
}
