import { Controller, Get, Inject, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AUDIT_STORE, CLOCK } from '@atlasnode/service-kit';
import type { AuditStore } from '@atlasnode/session-engine';
import { AdminGuard } from '../access/admin.guard.js';
import { ADMIN_PROBLEMS, AuditEndpoint } from '../audit-problems.js';
import { counts, countsQuery, rangeOf, type Counts, type CountsQuery } from './counts.schema.js';

@ApiTags('events')
@Controller('v1/audit/counts')
@UseGuards(AdminGuard)
export class CountEventsController {
  readonly #audit: AuditStore;
  readonly #nowMs: () => number;

  constructor(@Inject(AUDIT_STORE) audit: AuditStore, @Inject(CLOCK) nowMs: () => number) {
    this.#audit = audit;
    this.#nowMs = nowMs;
  }

  @Get()
  @AuditEndpoint({
    operationId: 'auditCounts',
    summary: 'How many events, by hour, by type or, of ended sessions, by reason',
    answers: { 200: { description: 'The counts and the time they cover', schema: counts } },
    problems: ['INVALID_INPUT', ...ADMIN_PROBLEMS],
    credentials: ['accessToken'],
  })
  async count(@Query({ schema: countsQuery }) query: CountsQuery): Promise<Counts> {
    const range = rangeOf(query, this.#nowMs());
    const items = await this.#audit.counts({ by: query.by, ...range });
    return { items: items.map(({ key, count }) => ({ key, count })), ...range };
  }
}
