import createClient from 'openapi-fetch';
import { ApiProblem } from './api-problem.js';
import { authorizedFetch, type SessionHooks } from './authorized-fetch.js';
import type { AuditPaths, SessionApiPaths } from './contract.js';

export type ConsoleApi = ReturnType<typeof createConsoleApi>;

/** The typed clients of session-api and audit, through the console's own origin. */
export function createConsoleApi(hooks: SessionHooks) {
  const send = authorizedFetch(hooks);
  const options = { baseUrl: location.origin, fetch: send };
  return {
    sessions: createClient<SessionApiPaths>(options),
    audit: createClient<AuditPaths>(options),
    pushTicket: async (): Promise<string> => {
      const response = await send(new Request(`${location.origin}/session/push-ticket`, { method: 'POST' }));
      const { ticket } = (await response.json()) as { ticket: string };
      return ticket;
    },
  };
}

/** The body of an answer. Refusals have been thrown by then; an answer without a body is a broken service. */
export async function bodyOf<T>(answer: Promise<{ readonly data?: T }>): Promise<T> {
  const { data } = await answer;
  if (data === undefined) throw new ApiProblem('UNAVAILABLE', 502);
  return data;
}
