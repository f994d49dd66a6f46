import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemError } from './problem-error.js';
import { problemOf } from './problem-of.js';
import type { ProblemKind, ProblemTable } from './problem-table.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

export interface AnsweredProblem {
  readonly error: ProblemError;
  readonly kind: ProblemKind;
}

/** What a request was answered with, for its one log line. */
const answered = new WeakMap<object, AnsweredProblem>();

export function answeredProblem(request: FastifyRequest): AnsweredProblem | undefined {
  return answered.get(request.raw);
}

export interface ProblemAnswers {
  readonly table: ProblemTable;
  readonly translate?: (error: unknown) => ProblemError | undefined;
}

const UNKNOWN_CODE: ProblemKind = { status: 500, title: 'Something went wrong here', logLevel: 'error' };

/** The one place where a problem becomes an answer. */
export function sendProblem(
  answers: ProblemAnswers,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const error = problemOf(thrown, answers.translate);
  const kind = answers.table[error.code] ?? UNKNOWN_CODE;
  answered.set(request.raw, { error, kind });
  if (reply.sent) return;
  const { detail, errors, members, headers } = error.details;
  if (headers !== undefined) void reply.headers(headers);
  void reply
    .code(kind.status)
    .type(PROBLEM_MEDIA_TYPE)
    .send(
      JSON.stringify({
        type: 'about:blank',
        title: kind.title,
        status: kind.status,
        code: error.code,
        ...(detail === undefined ? {} : { detail }),
        instance: request.id,
        ...(errors === undefined ? {} : { errors }),
        ...members,
      }),
    );
}

@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #answers: ProblemAnswers;

  constructor(answers: ProblemAnswers) {
    this.#answers = answers;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(this.#answers, error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}
