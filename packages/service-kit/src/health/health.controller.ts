import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { READINESS } from '../tokens.js';
import type { Readiness } from './readiness.js';

const live = z.strictObject({ status: z.literal('live') }).meta({ id: 'Liveness' });
const ready = z
  .strictObject({
    status: z.enum(['ready', 'not-ready']),
    parts: z.array(z.strictObject({ part: z.string(), ok: z.boolean(), detail: z.string().exactOptional() })),
  })
  .meta({ id: 'Readiness' });

@ApiTags('operation')
@Controller('health')
export class HealthController {
  readonly #readiness: Readiness;

  constructor(@Inject(READINESS) readiness: Readiness) {
    this.#readiness = readiness;
  }

  @Get('live')
  @ApiOperation({ operationId: 'live', summary: 'Whether the process lives' })
  @ApiOkResponse({ description: 'It does', standardSchema: live })
  live(): z.infer<typeof live> {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiOperation({ operationId: 'ready', summary: 'Whether the service can do its work, and if not, which part fails' })
  @ApiOkResponse({ description: 'Every part is well', standardSchema: ready })
  @ApiServiceUnavailableResponse({ description: 'A part is not well: see parts', standardSchema: ready })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<z.infer<typeof ready>> {
    const parts = await this.#readiness.parts();
    const ok = parts.every((part) => part.ok);
    void reply.code(ok ? 200 : 503);
    return { status: ok ? 'ready' : 'not-ready', parts: parts.map((part) => ({ ...part })) };
  }
}
