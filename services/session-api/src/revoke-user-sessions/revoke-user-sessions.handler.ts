import type { SessionCommands } from '@atlasnode/session-commands';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { COMMANDS } from '../injection.js';
import { valueOf } from '../refusals.js';
import type { RaisedEpoch } from '../revocation.schema.js';
import { RevokeUserSessions } from './revoke-user-sessions.command.js';

@CommandHandler(RevokeUserSessions)
export class RevokeUserSessionsHandler implements ICommandHandler<RevokeUserSessions> {
  readonly #commands: SessionCommands;

  constructor(@Inject(COMMANDS) commands: SessionCommands) {
    this.#commands = commands;
  }

  async execute({ revocation }: RevokeUserSessions): Promise<RaisedEpoch> {
    return valueOf(await this.#commands.revokeUser(revocation));
  }
}
