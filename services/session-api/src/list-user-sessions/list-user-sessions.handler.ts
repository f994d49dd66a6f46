import type { SessionCommands } from '@atlasnode/session-commands';
import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { COMMANDS } from '../injection.js';
import type { SessionPage } from '../session-view/session-view.schema.js';
import { viewOf } from '../session-view/session-view.js';
import { ListUserSessions } from './list-user-sessions.query.js';

@QueryHandler(ListUserSessions)
export class ListUserSessionsHandler implements IQueryHandler<ListUserSessions> {
  readonly #commands: SessionCommands;

  constructor(@Inject(COMMANDS) commands: SessionCommands) {
    this.#commands = commands;
  }

  async execute({ userId, page, currentSid }: ListUserSessions): Promise<SessionPage> {
    const { items, next } = await this.#commands.sessionsOf(userId, page);
    return { items: items.map((found) => viewOf(found, currentSid)), ...(next === undefined ? {} : { next }) };
  }
}
