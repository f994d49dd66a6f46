import { Body, Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access-rule.js';
import { CallerOf } from '../auth/access.guard.js';
import type { SignedIn } from '../auth/caller.js';
import { ADMIN_PROBLEMS, BODY_PROBLEMS, Endpoint } from '../problems.js';
import { IssueAdminCode } from './issue-admin-code.command.js';
import { adminCode, adminCodeRequest, type AdminCode, type AdminCodeInput } from './issue-admin-code.schema.js';

@ApiTags('administration')
@Controller('v1/admin/codes')
export class IssueAdminCodeController {
  readonly #commandBus: CommandBus;

  constructor(@Inject(CommandBus) commandBus: CommandBus) {
    this.#commandBus = commandBus;
  }

  @Post()
  @Access({ admin: true })
  @Endpoint({
    operationId: 'issueAdminCode',
    summary: 'A one-time code that signs another administrator in, for 15 minutes',
    answers: { 201: { description: 'The code: it is shown this once', schema: adminCode } },
    problems: [...BODY_PROBLEMS, ...ADMIN_PROBLEMS],
    credentials: ['accessToken'],
  })
  issue(
    @CallerOf() { session }: SignedIn,
    @Body({ schema: adminCodeRequest }) { adminId }: AdminCodeInput,
  ): Promise<AdminCode> {
    return this.#commandBus.execute(new IssueAdminCode(adminId, session.userId));
  }
}
