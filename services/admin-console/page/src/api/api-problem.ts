import type { EndReason } from '@atlasnode/session-events';
import type { Texts } from '../texts/en.js';

/** A request that was not granted: the stable code of the problem (RFC 9457), or `UNREACHABLE` where no answer came. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly code: string,
    readonly status: number,
    readonly endReason?: EndReason,
  ) {
    super(code);
  }
}

/** What is thrown beside problems is a failure to reach or to read an answer. */
export function asApiProblem(error: unknown): ApiProblem {
  return error instanceof ApiProblem ? error : new ApiProblem('UNREACHABLE', 0);
}

export async function problemOf(response: Response): Promise<ApiProblem> {
  const body = (await response.json().catch(() => ({}))) as {
    readonly code?: string;
    readonly endReason?: EndReason;
  } | null;
  const code = body?.code ?? (response.status >= 500 ? 'UNAVAILABLE' : `HTTP ${response.status}`);
  return new ApiProblem(code, response.status, body?.endReason);
}

export function problemText(problem: ApiProblem, texts: Texts): string {
  const known: Readonly<Record<string, string>> = texts.problems;
  return known[problem.code] ?? texts.problem(problem.code);
}
