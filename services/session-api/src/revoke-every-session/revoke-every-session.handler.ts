import type { SessionCommands } from '@atlasnode/session-commands';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { COMMANDS } from '../injection.js';
import { valueOf } from '../refusals.js';
import type { RaisedEpoch } from '../revocation.schema.js';
import { RevokeEverySession } from './revoke-every-session.command.js';

@CommandHandler(RevokeEverySession)
export class RevokeEverySessionHandler implements ICommandHandler<RevokeEverySession> {
  readonly #commands: SessionCommands;

  constructor(@Inject(COMMANDS) commands: SessionCommands) {
    this.#commands = commands;
  }

  async execute({ revocation }: RevokeEverySession): Promise<RaisedEpoch> {
    return valueOf(await this.#commands.revokeEveryone(revocation));
  }
}
