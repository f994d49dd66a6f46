import { Controller, Get, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access-rule.js';
import { CallerOf } from '../auth/access.guard.js';
import type { SignedIn } from '../auth/caller.js';
import { ListUserSessions } from '../list-user-sessions/list-user-sessions.query.js';
import { Endpoint, TOKEN_PROBLEMS } from '../problems.js';
import { pageQuery, type PageQuery } from '../route.schema.js';
import { sessionPage, type SessionPage } from '../session-view/session-view.schema.js';

@ApiTags('signed-in user')
@Controller('v1/me/sessions')
export class ListMySessionsController {
  readonly #queryBus: QueryBus;

  constructor(@Inject(QueryBus) queryBus: QueryBus) {
    this.#queryBus = queryBus;
  }

  @Get()
  @Access({ user: true })
  @Endpoint({
    operationId: 'listMySessions',
    summary: 'My live sessions; `current` is the one that asks',
    answers: { 200: { description: 'A page', schema: sessionPage } },
    problems: ['INVALID_INPUT', ...TOKEN_PROBLEMS],
    credentials: ['accessToken'],
  })
  list(@CallerOf() { session }: SignedIn, @Query({ schema: pageQuery }) page: PageQuery): Promise<SessionPage> {
    return this.#queryBus.execute(new ListUserSessions(session.userId, page, session.sid));
  }
}
