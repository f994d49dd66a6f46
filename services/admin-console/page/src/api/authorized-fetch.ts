import { ApiProblem, problemOf } from './api-problem.js';

export interface RenewalHooks {
  /** Renews the access token; false where that was refused. */
  readonly renew: () => Promise<boolean>;
  readonly onEnded: (problem: ApiProblem) => void;
}

export type AuthorizedFetch = (request: Request) => Promise<Response>;

/**
 * Sends with the cookies of the console. An access token that has run out is renewed once and the request repeated; a session that
 * has ended is told to `onEnded`. Resolves with an answer that is ok, else throws `ApiProblem`.
 */
export function authorizedFetch({ renew, onEnded }: RenewalHooks): AuthorizedFetch {
  return async (request) => {
    const again = request.clone();
    let response = await reach(request);
    if (response.status === 401 && (await renew())) response = await reach(again);
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (problem.status === 401) onEnded(problem);
    throw problem;
  };
}

export async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    throw new ApiProblem('UNREACHABLE', 0);
  }
}
