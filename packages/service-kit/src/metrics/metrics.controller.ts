import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { METRICS } from '../tokens.js';
import type { ServiceMetrics } from './service-metrics.js';

@ApiTags('operation')
@Controller()
export class MetricsController {
  readonly #metrics: ServiceMetrics;

  constructor(@Inject(METRICS) metrics: ServiceMetrics) {
    this.#metrics = metrics;
  }

  @Get('metrics')
  @ApiOperation({ operationId: 'metrics', summary: 'Metrics in the Prometheus text format' })
  @ApiOkResponse({ description: 'Metrics', content: { 'text/plain': { schema: { type: 'string' } } } })
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.type(this.#metrics.registry.contentType);
    return this.#metrics.registry.metrics();
  }
}
