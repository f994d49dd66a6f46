import type { Type } from '@nestjs/common';
import { MetricsController } from '../metrics/metrics.controller.js';
import { HealthController } from './health.controller.js';

/** What every service answers to whoever operates it, without credentials: a guard of all routes lets these through. */
export const OPERATION_CONTROLLERS: ReadonlyArray<Type<unknown>> = [HealthController, MetricsController];
