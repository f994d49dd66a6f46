import { problemOf } from '../api/api-problem.js';
import { reach } from '../api/authorized-fetch.js';

/** Trades a one-time code for the console's session, which comes in cookies. @throws ApiProblem */
export async function signInWithCode(code: string): Promise<void> {
  const response = await reach(
    new Request(`${location.origin}/console/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    }),
  );
  if (!response.ok) throw await problemOf(response);
}
