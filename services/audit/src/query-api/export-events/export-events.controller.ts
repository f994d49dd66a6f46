import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, Res, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AUDIT_STORE } from '@atlasnode/service-kit';
import type { AuditStore } from '@atlasnode/session-engine';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AdminGuard } from '../access/admin.guard.js';
import { ADMIN_PROBLEMS, AuditEndpoint } from '../audit-problems.js';
import { eventFilterQuery } from '../search-events/event-filter.schema.js';
import { exportEvents } from './export-events.js';

const exportQuery = z.strictObject({ ...eventFilterQuery, format: z.enum(['ndjson', 'csv']) });

const MEDIA_TYPES = { ndjson: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8; header=present' };

@ApiTags('events')
@Controller('v1/audit/export')
@UseGuards(AdminGuard)
export class ExportEventsController {
  readonly #audit: AuditStore;

  constructor(@Inject(AUDIT_STORE) audit: AuditStore) {
    this.#audit = audit;
  }

  @Get()
  @AuditEndpoint({
    operationId: 'auditExport',
    summary: 'Events as a file, newest first, streamed; a transfer that breaks off is not complete',
    answers: { 200: { description: 'Lines of JSON (CloudEvents) or CSV' } },
    problems: ['INVALID_INPUT', ...ADMIN_PROBLEMS],
    credentials: ['accessToken'],
  })
  export(@Query({ schema: exportQuery }) query: z.infer<typeof exportQuery>, @Res() reply: FastifyReply): void {
    const { format, ...filter } = query;
    void reply
      .header('content-type', MEDIA_TYPES[format])
      .header('content-disposition', `attachment; filename="audit-events.${format}"`)
      .send(Readable.from(exportEvents(this.#audit, filter, format)));
  }
}
