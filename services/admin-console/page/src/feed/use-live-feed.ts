import { fromCloudEvent, type RecordedEvent } from '@atlasnode/session-events';
import { useCallback, useEffect, useRef, useState } from 'react';
import { bodyOf, type ConsoleApi } from '../api/console-api.js';
import { useLoaded } from '../state/use-loaded.js';
import { feedEntry, mergeEntries, type FeedEntry } from './feed-entry.js';
import { openFeedSocket, type FeedState } from './feed-socket.js';

const EARLIER_EVENTS = 50;

interface LiveFeedOptions {
  readonly api: ConsoleApi;
  readonly pushUrl: string;
  readonly onEvent: (event: RecordedEvent) => void;
}

/** The latest events: what is recorded, then what arrives. After each reconnection the gap is filled from the record. */
export function useLiveFeed({ api, pushUrl, onEvent }: LiveFeedOptions) {
  const [entries, setEntries] = useState<readonly FeedEntry[]>([]);
  const [state, setState] = useState<FeedState>('connecting');
  const load = useCallback(async () => {
    const { items } = await bodyOf(
      api.audit.GET('/v1/audit/events', { params: { query: { limit: String(EARLIER_EVENTS) } } }),
    );
    return items.map((item) => feedEntry(fromCloudEvent({ ...item })));
  }, [api]);
  const { value: earlier, problem, reload } = useLoaded(load);
  const deliver = useRef(onEvent);

  useEffect(() => {
    deliver.current = onEvent;
  }, [onEvent]);
  useEffect(() => {
    if (earlier !== undefined) setEntries((known) => mergeEntries(known, earlier));
  }, [earlier]);
  useEffect(() => {
    const socket = openFeedSocket({
      pushUrl,
      ticket: api.pushTicket,
      onState: setState,
      onEvent: (event) => {
        setEntries((known) => mergeEntries(known, [feedEntry(event)]));
        deliver.current(event);
      },
    });
    return () => socket.close();
  }, [api, pushUrl]);
  useEffect(() => {
    if (state === 'live') reload();
  }, [state, reload]);

  return { entries, state, problem, reload };
}

export type LiveFeed = ReturnType<typeof useLiveFeed>;
