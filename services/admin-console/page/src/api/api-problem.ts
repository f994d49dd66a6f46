import type { Texts } from '../texts/en.js';

/** A request that was not granted: the stable code of the problem (RFC 9457), or `UNREACHABLE` where no answer came. */
export class ApiProblem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly endReason?: string,
  ) {
    super(code);
    this.name = 'ApiProblem';
  }
}

export function asApiProblem(error: unknown): ApiProblem {
  return error instanceof ApiProblem ? error : new ApiProblem('UNREACHABLE', 0);
}

export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => undefined);
  const code = text(body, 'code') ?? (response.status >= 500 ? 'UNAVAILABLE' : `HTTP ${response.status}`);
  return new ApiProblem(code, response.status, text(body, 'endReason'));
}

export function problemText(problem: ApiProblem, texts: Texts): string {
  const known: Readonly<Record<string, string>> = texts.problems;
  return known[problem.code] ?? texts.problem(problem.code);
}

function text(body: unknown, name: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value = Object.entries(body).find(([key]) => key === name)?.[1] as unknown;
  return typeof value === 'string' ? value : undefined;
}
