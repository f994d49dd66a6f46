import { Controller, Get, Inject, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ENGINE, ProblemError } from '@atlasnode/service-kit';
import type { Engine } from '@atlasnode/session-engine';
import { AUDIT_GROUP } from '../../projector/audit-group.js';
import { AdminGuard } from '../access/admin.guard.js';
import { ADMIN_PROBLEMS, AuditEndpoint } from '../audit-problems.js';
import { readCursor, verifyChains, writeCursor, type VerifyCursor } from './verify-chains.js';
import {
  LIMITS,
  verification,
  verifyQuery,
  type VerificationAnswer,
  type VerifyQuery,
} from './verify-chains.schema.js';

@ApiTags('integrity')
@Controller('v1/audit/verify')
@UseGuards(AdminGuard)
export class VerifyChainsController {
  readonly #engine: Engine;

  constructor(@Inject(ENGINE) engine: Engine) {
    this.#engine = engine;
  }

  @Get()
  @AuditEndpoint({
    operationId: 'auditVerify',
    summary: 'Walks the hash chains of the trail and compares their ends with the write model',
    answers: { 200: { description: 'Whether they hold, and the first link that does not', schema: verification } },
    problems: ['INVALID_INPUT', ...ADMIN_PROBLEMS],
    credentials: ['accessToken'],
  })
  async verify(@Query({ schema: verifyQuery }) query: VerifyQuery): Promise<VerificationAnswer> {
    const { audit, commits, eventLog } = this.#engine;
    const stores = { audit, commits, eventLog, group: AUDIT_GROUP };
    const { broken, next, ...verified } = await verifyChains(stores, cursorOf(query), query.limit);
    return {
      ...verified,
      ...(broken === undefined ? {} : { broken: { ...broken } }),
      ...(next === undefined ? {} : { next: writeCursor(next) }),
      limits: LIMITS,
    };
  }
}

function cursorOf({ after }: VerifyQuery): VerifyCursor {
  const cursor = after === undefined ? { phase: 'streams' as const } : readCursor(after);
  if (cursor === undefined)
    throw new ProblemError('INVALID_INPUT', {
      errors: [{ path: 'after', expected: 'expected `next` of the call before' }],
    });
  return cursor;
}
