import { HttpException } from '@nestjs/common';
import { isEngineError, isInvalidCursor } from '@atlasnode/session-engine';
import { isProblemError, ProblemError } from './problem-error.js';
import type { ServiceProblemCode } from './problem-table.js';

/** What Fastify and Nest refuse by themselves, before a handler runs. */
const BY_STATUS: Readonly<Record<number, ServiceProblemCode>> = {
  400: 'MALFORMED_BODY',
  404: 'NOT_FOUND',
  405: 'NOT_FOUND',
  408: 'REQUEST_TIMEOUT',
  413: 'BODY_TOO_LARGE',
  414: 'URI_TOO_LONG',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  431: 'HEADERS_TOO_LARGE',
  503: 'UNAVAILABLE',
};

/** Every error as a problem. What was not foreseen is `INTERNAL` and shows nothing of itself. */
export function problemOf(error: unknown, translate?: (error: unknown) => ProblemError | undefined): ProblemError {
  if (isProblemError(error)) return error;
  const translated = translate?.(error);
  if (translated !== undefined) return translated;
  if (isEngineError(error)) return engineProblem(error.code, error);
  if (isInvalidCursor(error))
    return new ProblemError('INVALID_INPUT', {
      errors: [{ path: 'after', expected: 'expected what a page of this list gave as next' }],
    });
  const status = statusOf(error);
  const code = status === undefined ? undefined : BY_STATUS[status];
  return code === undefined ? new ProblemError('INTERNAL', { cause: error }) : new ProblemError(code);
}

function engineProblem(code: string, cause: Error): ProblemError {
  if (code === 'VERSION_CONFLICT')
    return new ProblemError('CONFLICT', { detail: 'Repeat the request.', headers: { 'retry-after': '1' }, cause });
  return new ProblemError('UNAVAILABLE', {
    detail: 'Repeat the request: nothing half-done was left behind.',
    headers: { 'retry-after': '1' },
    cause,
  });
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return undefined;
}
