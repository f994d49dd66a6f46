import type { EndReason } from '@atlasnode/session-events';
import { ApiProblem, problemOf } from './api-problem.js';

export interface SessionHooks {
  /** Renews the access token; false where that was refused. */
  readonly renew: () => Promise<boolean>;
  /** The session is over: no renewal will help. */
  readonly onEnded: (reason: EndReason | 'unknown') => void;
}

export type AuthorizedFetch = (request: Request) => Promise<Response>;

/**
 * Sends with the cookies of the console. An access token that has run out is renewed once and the request repeated; a session that
 * has ended is told to `onEnded`. Resolves with an answer that is ok, else throws `ApiProblem`.
 */
export function authorizedFetch({ renew, onEnded }: SessionHooks): AuthorizedFetch {
  return async (request) => {
    const again = request.clone();
    const response = await reach(request);
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (problem.status !== 401) throw problem;
    if (problem.code === 'SESSION_ENDED') onEnded(problem.endReason ?? 'unknown');
    else if (await renew()) return acceptable(await reach(again));
    throw problem;
  };
}

async function acceptable(response: Response): Promise<Response> {
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    throw new ApiProblem('UNREACHABLE', 0);
  }
}
