import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { SERVICE_PROBLEMS, type ServiceProblemCode } from '../problems/problem-table.js';
import { PROBLEM_MEDIA_TYPE } from '../problems/problem.filter.js';
import { ProblemError } from '../problems/problem-error.js';
import { requestIds } from './request-id.js';

const BODY_LIMIT_BYTES = 64 * 1024;
const HEADER_LIMIT_BYTES = 16 * 1024;
/** A user id of 128 characters, each percent-encoded in up to nine. */
const MAX_PARAMETER_LENGTH = 1_200;
const REQUEST_TIMEOUT_MS = 15_000;
const KEEP_ALIVE_MS = 65_000;

export function createAdapter(options: {
  readonly trustedProxies: readonly string[];
  readonly onRefused: (error: ProblemError, request: FastifyRequest, reply: FastifyReply) => void;
}): FastifyAdapter {
  return new FastifyAdapter({
    skipMiddie: true,
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    http: { maxHeaderSize: HEADER_LIMIT_BYTES, headersTimeout: REQUEST_TIMEOUT_MS },
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    trustProxy: options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    genReqId: requestIds(),
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      options.onRefused(
        new ProblemError(error.code === 'FST_ERR_MAX_PARAM_LENGTH' ? 'URI_TOO_LONG' : 'MALFORMED_REQUEST'),
        request,
        reply,
      );
    },
    clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => {
      refuseConnection(
        error.code === 'HPE_HEADER_OVERFLOW'
          ? 'HEADERS_TOO_LARGE'
          : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
            ? 'REQUEST_TIMEOUT'
            : 'MALFORMED_REQUEST',
        socket,
      );
    },
  });
}

/** What Node's parser refuses before there is a request. */
function refuseConnection(code: ServiceProblemCode, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { status, title } = SERVICE_PROBLEMS[code];
  const body = JSON.stringify({ type: 'about:blank', title, status, code });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nconnection: close\r\ncontent-type: ${PROBLEM_MEDIA_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
