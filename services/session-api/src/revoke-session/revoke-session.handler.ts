import type { SessionCommands } from '@atlasnode/session-commands';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { COMMANDS } from '../injection.js';
import { valueOf } from '../refusals.js';
import type { EndedSession } from '../revocation.schema.js';
import { RevokeSession } from './revoke-session.command.js';

@CommandHandler(RevokeSession)
export class RevokeSessionHandler implements ICommandHandler<RevokeSession> {
  readonly #commands: SessionCommands;

  constructor(@Inject(COMMANDS) commands: SessionCommands) {
    this.#commands = commands;
  }

  async execute({ revocation }: RevokeSession): Promise<EndedSession> {
    return valueOf(await this.#commands.revoke(revocation));
  }
}
