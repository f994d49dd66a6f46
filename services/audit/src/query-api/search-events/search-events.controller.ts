import { Controller, Get, Inject, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AUDIT_STORE } from '@atlasnode/service-kit';
import type { AuditStore } from '@atlasnode/session-engine';
import { z } from 'zod';
import { AdminGuard } from '../access/admin.guard.js';
import { ADMIN_PROBLEMS, AuditEndpoint } from '../audit-problems.js';
import { eventList, toEventList, type EventList } from '../event-list.schema.js';
import { pageQuery, splitPage } from '../page-query.js';
import { eventFilterQuery } from './event-filter.schema.js';

const searchEventsQuery = z.strictObject({ ...eventFilterQuery, ...pageQuery });

@ApiTags('events')
@Controller('v1/audit/events')
@UseGuards(AdminGuard)
export class SearchEventsController {
  readonly #audit: AuditStore;

  constructor(@Inject(AUDIT_STORE) audit: AuditStore) {
    this.#audit = audit;
  }

  @Get()
  @AuditEndpoint({
    operationId: 'auditEvents',
    summary: 'Events, newest first',
    answers: { 200: { description: 'A page', schema: eventList } },
    problems: ['INVALID_INPUT', ...ADMIN_PROBLEMS],
    credentials: ['accessToken'],
  })
  async search(@Query({ schema: searchEventsQuery }) query: z.infer<typeof searchEventsQuery>): Promise<EventList> {
    const { page, filter } = splitPage(query);
    return toEventList(await this.#audit.events(filter, page));
  }
}
