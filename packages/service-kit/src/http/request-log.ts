import type { FastifyInstance } from 'fastify';
import type { Logger } from '../logging/logger.js';
import type { HttpDurations } from '../metrics/http-durations.js';
import { answeredProblem } from '../problems/problem.filter.js';
import type { RequestLog } from './service-options.js';

/** Asked all day by machines: counted, not logged. */
const QUIET_ROUTES = new Set(['/health/live', '/health/ready', '/metrics']);

/** Counts every answer and writes at most one line for it: the route's pattern, never the address, headers or body. */
export function installRequestLog(
  instance: FastifyInstance,
  options: { readonly logger: Logger; readonly requestLog: RequestLog; readonly durations: HttpDurations },
): void {
  const { logger, requestLog, durations } = options;
  const logsAll = requestLog === 'all' && logger.isLevelEnabled('info');
  instance.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const elapsedMs = reply.elapsedTime;
    durations.observe(request.method, route, reply.statusCode, elapsedMs / 1_000);
    const problem = answeredProblem(request);
    if (problem !== undefined && requestLog !== 'none') {
      const { error, kind } = problem;
      const cause = kind.logLevel === 'error' ? { err: error.cause ?? error } : {};
      logger[kind.logLevel](
        {
          requestId: request.id,
          method: request.method,
          route,
          status: kind.status,
          problem: error.code,
          ms: round(elapsedMs),
          ...cause,
        },
        'refused',
      );
    } else if (logsAll && !QUIET_ROUTES.has(route)) {
      logger.info(
        { requestId: request.id, method: request.method, route, status: reply.statusCode, ms: round(elapsedMs) },
        'answered',
      );
    }
    done();
  });
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
