import type { EndReason } from '@atlasnode/session-events';
import { useCallback, useEffect, useState } from 'react';
import { asApiProblem, type ApiProblem } from '../api/api-problem.js';
import { bodyOf, createConsoleApi, type ConsoleApi } from '../api/console-api.js';
import type { SessionView } from '../api/contract.js';

export type WhySignedOut = 'signed-out' | { readonly endReason: EndReason };

export type ConsoleSession =
  | { readonly status: 'checking' }
  | { readonly status: 'unreachable'; readonly problem: ApiProblem }
  | { readonly status: 'signed-out'; readonly why?: WhySignedOut }
  | { readonly status: 'signed-in'; readonly own: SessionView; readonly api: ConsoleApi };

export function useConsoleSession(_pushUrl: string) {
  const [session, setSession] = useState<ConsoleSession>({ status: 'checking' });
  const check = useCallback(() => {
    const api = createConsoleApi({
      renew: async () => (await fetch('/session/refresh', { method: 'POST' })).ok,
      onEnded: () => setSession({ status: 'signed-out' }),
    });
    bodyOf(api.sessions.GET('/v1/me/sessions')).then(
      ({ items }) => {
        const own = items.find((item) => item.current);
        setSession(own === undefined ? { status: 'signed-out' } : { status: 'signed-in', own, api });
      },
      (error: unknown) => {
        const problem = asApiProblem(error);
        if (problem.status !== 401) setSession({ status: 'unreachable', problem });
      },
    );
  }, []);
  useEffect(check, [check]);
  const signOut = useCallback(() => {
    void fetch('/session/logout', { method: 'POST' }).then(() => setSession({ status: 'signed-out', why: 'signed-out' }));
  }, []);
  return { session, check, signOut };
}
