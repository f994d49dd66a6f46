import { Controller, Get, Inject, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EVENT_LOG } from '@atlasnode/service-kit';
import type { EventLog } from '@atlasnode/session-engine';
import { z } from 'zod';
import { AUDIT_GROUP } from '../../projector/audit-group.js';
import { AdminGuard } from '../access/admin.guard.js';
import { ADMIN_PROBLEMS, AuditEndpoint } from '../audit-problems.js';

const lag = z.strictObject({ behind: z.int().nonnegative() }).meta({ id: 'AuditLag' });

@ApiTags('operation')
@Controller('v1/audit/lag')
@UseGuards(AdminGuard)
export class ProjectionLagController {
  readonly #eventLog: EventLog;

  constructor(@Inject(EVENT_LOG) eventLog: EventLog) {
    this.#eventLog = eventLog;
  }

  @Get()
  @AuditEndpoint({
    operationId: 'auditLag',
    summary: 'How many events of the log are not in the trail yet',
    answers: { 200: { description: 'The lag', schema: lag } },
    problems: [...ADMIN_PROBLEMS],
    credentials: ['accessToken'],
  })
  async lag(): Promise<z.infer<typeof lag>> {
    return { behind: await this.#eventLog.behind(AUDIT_GROUP) };
  }
}
