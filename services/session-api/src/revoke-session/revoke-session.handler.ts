import type { SessionCommands } from '@atlasnode/session-commands';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { reaches } from '../auth/service-reach.js';
import { COMMANDS } from '../injection.js';
import { problem } from '../problems.js';
import { valueOf } from '../refusals.js';
import type { EndedSession } from '../revocation.schema.js';
import { RevokeSession } from './revoke-session.command.js';

@CommandHandler(RevokeSession)
export class RevokeSessionHandler implements ICommandHandler<RevokeSession> {
  readonly #commands: SessionCommands;

  constructor(@Inject(COMMANDS) commands: SessionCommands) {
    this.#commands = commands;
  }

  async execute({ revocation, caller }: RevokeSession): Promise<EndedSession> {
    // Whose a session is never changes, so looking first is no race.
    const found = caller.type === 'service' ? await this.#commands.find(revocation.sid) : undefined;
    if (found !== undefined && !reaches(caller, found.session.userId)) throw problem('UNKNOWN_SESSION');
    return valueOf(await this.#commands.revoke(revocation));
  }
}
