import type { SessionCommands } from '@atlasnode/session-commands';
import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { reaches } from '../auth/service-reach.js';
import { COMMANDS } from '../injection.js';
import { problem } from '../problems.js';
import type { SessionView } from '../session-view/session-view.schema.js';
import { viewOf } from '../session-view/session-view.js';
import { ShowSession } from './show-session.query.js';

@QueryHandler(ShowSession)
export class ShowSessionHandler implements IQueryHandler<ShowSession> {
  readonly #commands: SessionCommands;

  constructor(@Inject(COMMANDS) commands: SessionCommands) {
    this.#commands = commands;
  }

  async execute({ sid, caller }: ShowSession): Promise<SessionView> {
    const found = await this.#commands.find(sid);
    if (found === undefined || !reaches(caller, found.session.userId)) throw problem('UNKNOWN_SESSION');
    return viewOf(found);
  }
}
