import { Controller, Get, Inject, Param, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AUDIT_STORE, ProblemError } from '@atlasnode/service-kit';
import type { AuditStore } from '@atlasnode/session-engine';
import { sid as sidSchema, type Sid } from '@atlasnode/session-events';
import { z } from 'zod';
import { AdminGuard } from '../access/admin.guard.js';
import { ADMIN_PROBLEMS, AuditEndpoint } from '../audit-problems.js';
import { eventList, toEventList, type EventList } from '../event-list.schema.js';
import { pageQuery, splitPage } from '../page-query.js';

const timelineQuery = z.strictObject(pageQuery);

@ApiTags('sessions')
@Controller('v1/audit/sessions')
@UseGuards(AdminGuard)
export class SessionTimelineController {
  readonly #audit: AuditStore;

  constructor(@Inject(AUDIT_STORE) audit: AuditStore) {
    this.#audit = audit;
  }

  @Get(':sid/timeline')
  @AuditEndpoint({
    operationId: 'auditSessionTimeline',
    summary: 'What happened to one session, oldest first',
    answers: { 200: { description: 'A page of its events', schema: eventList } },
    problems: ['INVALID_INPUT', 'UNKNOWN_SESSION', ...ADMIN_PROBLEMS],
    credentials: ['accessToken'],
  })
  async timeline(
    @Param('sid', { schema: sidSchema }) sid: Sid,
    @Query({ schema: timelineQuery }) query: z.infer<typeof timelineQuery>,
  ): Promise<EventList> {
    const page = await this.#audit.timeline(sid, splitPage(query).page);
    if (page.items.length === 0 && (await this.#audit.session(sid)) === undefined)
      throw new ProblemError('UNKNOWN_SESSION');
    return toEventList(page);
  }
}
