import type { DynamicModule, Type } from '@nestjs/common';
import { OPERATION_CONTROLLERS } from '../health/operation-controllers.js';
import type { Readiness } from '../health/readiness.js';
import type { Logger } from '../logging/logger.js';
import type { ServiceMetrics } from '../metrics/service-metrics.js';
import { LOGGER, METRICS, READINESS } from '../tokens.js';

/** The outermost module: the service's own, and beside it what every service answers. */
export class ServiceModule {
  static of(parts: {
    readonly service: DynamicModule | Type<unknown>;
    readonly logger: Logger;
    readonly metrics: ServiceMetrics;
    readonly readiness: Readiness;
  }): DynamicModule {
    const providers = [
      { provide: LOGGER, useValue: parts.logger },
      { provide: METRICS, useValue: parts.metrics },
      { provide: READINESS, useValue: parts.readiness },
    ];
    return {
      module: ServiceModule,
      global: true,
      imports: [parts.service],
      controllers: [...OPERATION_CONTROLLERS],
      providers,
      exports: providers,
    };
  }
}
