import { CLOCK, ENGINE } from '@atlasnode/service-kit';
import type { Engine } from '@atlasnode/session-engine';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { adminUserId } from '../auth/admin-identity.js';
import { inputProblem } from '../problems.js';
import { IssueAdminCode } from './issue-admin-code.command.js';
import type { AdminCode } from './issue-admin-code.schema.js';
import { issueAdminCode } from './issue-admin-code.js';

@CommandHandler(IssueAdminCode)
export class IssueAdminCodeHandler implements ICommandHandler<IssueAdminCode> {
  readonly #engine: Pick<Engine, 'keys'>;
  readonly #nowMs: () => number;

  constructor(@Inject(ENGINE) engine: Engine, @Inject(CLOCK) nowMs: () => number) {
    this.#engine = engine;
    this.#nowMs = nowMs;
  }

  async execute({ adminId, issuedBy }: IssueAdminCode): Promise<AdminCode> {
    // A code for oneself would outlive the sign-out that somebody else forces.
    if (adminUserId(adminId) === issuedBy)
      throw inputProblem('adminId', 'expected another administrator than the one who asks');
    return issueAdminCode(this.#engine, { adminId, issuedBy, nowMs: this.#nowMs() });
  }
}
