import 'reflect-metadata';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { createReadiness } from '../health/readiness.js';
import { nestLogger } from '../logging/nest-logger.js';
import { httpDurations } from '../metrics/http-durations.js';
import { createMetrics } from '../metrics/service-metrics.js';
import { openApiDocument } from '../openapi/open-api-document.js';
import { InputPipe } from '../problems/input.pipe.js';
import { SERVICE_PROBLEMS } from '../problems/problem-table.js';
import { ProblemFilter, sendProblem, type ProblemAnswers } from '../problems/problem.filter.js';
import { installBodyParsers } from './body-parsers.js';
import { createAdapter } from './fastify-adapter.js';
import { installRequestLog } from './request-log.js';
import { SECURITY_HEADERS } from './security-headers.js';
import type { RunningService, ServiceOptions } from './service-options.js';
import { ServiceModule } from './service.module.js';

/** Builds the service around its module and listens. */
export async function runService(options: ServiceOptions): Promise<RunningService> {
  const { logger, onClose, requestLog = 'all', formRoutes = [] } = options;
  const metrics = options.metrics ?? createMetrics(options.name);
  const readiness = createReadiness(options.engine, options.readiness ?? []);
  const answers = answersOf(options);

  const app = await createApp(
    options,
    answers,
    ServiceModule.of({ service: options.module, logger, metrics, readiness }),
  );
  const instance: FastifyInstance = app.getHttpAdapter().getInstance();
  installBodyParsers(instance, formRoutes);
  installRequestLog(instance, { logger, requestLog, durations: httpDurations(metrics) });
  instance.addHook('onRequest', (request, reply, done) => {
    void reply.headers(SECURITY_HEADERS).header('x-request-id', request.id);
    done();
  });
  const document = JSON.stringify(openApiDocument(app, options.openApi ?? { title: options.name, description: '' }));
  instance.get('/openapi.json', (_request, reply) => reply.type('application/json').send(document));

  const shutDown = async (): Promise<void> => {
    readiness.leave();
    await app.close();
    await onClose?.();
    metrics.close();
  };
  try {
    await app.listen(options.port, options.host);
  } catch (error) {
    await shutDown();
    throw error;
  }
  return running(options, app, shutDown);
}

function answersOf({ problems = SERVICE_PROBLEMS, translateError }: ServiceOptions): ProblemAnswers {
  return { table: problems, ...(translateError === undefined ? {} : { translate: translateError }) };
}

async function createApp(
  options: ServiceOptions,
  answers: ProblemAnswers,
  module: DynamicModule,
): Promise<NestFastifyApplication> {
  const adapter = createAdapter({
    trustedProxies: options.trustedProxies ?? [],
    onRefused: (error, request, reply) => sendProblem(answers, error, request, reply),
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: nestLogger(options.logger),
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(answers));
  app.useGlobalPipes(new InputPipe());
  return app;
}

function running(options: ServiceOptions, app: NestFastifyApplication, shutDown: () => Promise<void>): RunningService {
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  let closing: Promise<void> | undefined;
  return {
    name: options.name,
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    close: () => (closing ??= shutDown()),
  };
}
