import type { UserId } from '@atlasnode/session-events';
import { Command } from '@nestjs/cqrs';
import type { AdminCode } from './issue-admin-code.schema.js';

export class IssueAdminCode extends Command<AdminCode> {
  constructor(
    readonly adminId: string,
    /** The administrator who asks. */
    readonly issuedBy: UserId,
  ) {
    super();
  }
}
