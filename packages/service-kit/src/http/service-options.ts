import type { DynamicModule, Type } from '@nestjs/common';
import type { Engine } from '@atlasnode/session-engine';
import type { ReadinessCheck } from '../health/readiness.js';
import type { Logger } from '../logging/logger.js';
import type { ServiceMetrics } from '../metrics/service-metrics.js';
import type { ProblemError } from '../problems/problem-error.js';
import type { ProblemTable } from '../problems/problem-table.js';

export type RequestLog = 'all' | 'problems' | 'none';

export interface ServiceOptions {
  /** e.g. `session-api`: in logs and metrics. */
  readonly name: string;
  readonly module: DynamicModule | Type<unknown>;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly logger: Logger;
  /** Made by the service where its parts count too; else by {@link runService}. */
  readonly metrics?: ServiceMetrics;
  /** Every code the service answers; `SERVICE_PROBLEMS` by default. */
  readonly problems?: ProblemTable;
  /** Errors that the service knows and the kit does not. */
  readonly translateError?: (error: unknown) => ProblemError | undefined;
  /** Asked by `/health/ready`, with the service's own checks. */
  readonly engine?: Pick<Engine, 'health'>;
  readonly readiness?: readonly ReadinessCheck[];
  /** Which requests get a log line; `all` by default. */
  readonly requestLog?: RequestLog;
  /** Routes that take `application/x-www-form-urlencoded` instead of JSON. */
  readonly formRoutes?: readonly string[];
  /** Addresses and networks whose `X-Forwarded-For` is believed; none by default. */
  readonly trustedProxies?: readonly string[];
  readonly openApi?: { readonly title: string; readonly description: string };
  /** After the server has stopped: what the service itself must finish and close. */
  readonly onClose?: () => Promise<void>;
}

export interface RunningService {
  readonly name: string;
  /** e.g. `http://127.0.0.1:4602`. */
  readonly url: string;
  /** Takes nothing new, finishes what was taken, closes. May be called more than once. */
  close(): Promise<void>;
}
