import type { Problem } from '@atlasnode/service-kit';
import type { Response } from 'express';

/** Every problem this server answers by itself; those of the services behind it pass through as they are. */
const PROBLEMS = {
  CREDENTIALS_MISSING: { status: 401, title: 'Not signed in' },
  ORIGIN_REFUSED: { status: 403, title: 'Not from a page of this console' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  BODY_TOO_LARGE: { status: 413, title: 'Larger than any request of the console' },
  MALFORMED_BODY: { status: 400, title: 'Not JSON' },
  INVALID_INPUT: { status: 400, title: 'Not what was expected' },
  UNAVAILABLE: { status: 503, title: 'A service behind the console does not answer' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ConsoleProblemCode = keyof typeof PROBLEMS;

export function sendProblem(res: Response, code: ConsoleProblemCode): void {
  const { status, title } = PROBLEMS[code];
  const body: Problem = { type: 'about:blank', title, status, code };
  res.status(status).type('application/problem+json').send(JSON.stringify(body));
}
