import {
  createSessionClient,
  type SessionClient,
  type SessionEnd,
  type SessionFacts,
  type SessionState,
} from '@atlasnode/session-browser';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { createConsoleApi, type ConsoleApi } from '../api/console-api.js';

export type ConsoleSession =
  | { readonly status: 'checking' }
  | { readonly status: 'signed-out'; readonly end?: SessionEnd }
  | { readonly status: 'signed-in'; readonly own: SessionFacts; readonly api: ConsoleApi };

/** The administrator's own session: kept fresh, and known to be over the moment it is. */
export function useConsoleSession(pushUrl: string) {
  const [client, setClient] = useState<SessionClient>();
  const [state, setState] = useState<SessionState>({ status: 'unknown' });
  /** A request was told of the end before the client was. */
  const [refused, setRefused] = useState<SessionEnd>();

  useEffect(() => {
    const opened = createSessionClient({ pushUrl });
    opened.subscribe(setState);
    setClient(opened);
    return () => opened.close();
  }, [pushUrl]);

  const api = useMemo(
    () =>
      createConsoleApi({
        renew: async () => {
          await client?.start();
          return client?.state.status === 'signed-in';
        },
        onEnded: (reason) => setRefused({ reason, by: 'unknown', atMs: Date.now() }),
      }),
    [client],
  );
  const check = useCallback(() => {
    setRefused(undefined);
    void client?.start();
  }, [client]);
  const signOut = useCallback(() => void client?.signOut(), [client]);

  return {
    session: consoleSession(refused === undefined ? state : { status: 'ended', end: refused }, api),
    check,
    signOut,
  };
}

function consoleSession(state: SessionState, api: ConsoleApi): ConsoleSession {
  switch (state.status) {
    case 'unknown':
      return { status: 'checking' };
    case 'signed-in':
    case 'offline':
      return { status: 'signed-in', own: state.session, api };
    case 'signed-out':
      return { status: 'signed-out' };
    case 'ended':
      return { status: 'signed-out', end: state.end };
    default:
      return state satisfies never;
  }
}
