import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access-rule.js';
import { CallerOf } from '../auth/access.guard.js';
import type { KnownCaller } from '../auth/caller.js';
import { refuseBeyondReach } from '../auth/service-reach.js';
import { ADMIN_PROBLEMS, Endpoint, KEY_PROBLEMS } from '../problems.js';
import { pageQuery, userParams, type PageQuery, type UserParams } from '../route.schema.js';
import { sessionPage, type SessionPage } from '../session-view/session-view.schema.js';
import { ListUserSessions } from './list-user-sessions.query.js';

@ApiTags('application', 'administration')
@Controller('v1/users/:userId/sessions')
export class ListUserSessionsController {
  readonly #queryBus: QueryBus;

  constructor(@Inject(QueryBus) queryBus: QueryBus) {
    this.#queryBus = queryBus;
  }

  @Get()
  @Access({ service: 'sessions:read', admin: true })
  @Endpoint({
    operationId: 'listUserSessions',
    summary: 'The live sessions of a user, oldest first',
    answers: { 200: { description: 'A page', schema: sessionPage } },
    problems: ['INVALID_INPUT', ...KEY_PROBLEMS, ...ADMIN_PROBLEMS],
    credentials: ['serviceKey', 'accessToken'],
  })
  list(
    @CallerOf() caller: KnownCaller,
    @Param({ schema: userParams }) { userId }: UserParams,
    @Query({ schema: pageQuery }) page: PageQuery,
  ): Promise<SessionPage> {
    refuseBeyondReach(caller, userId);
    return this.#queryBus.execute(new ListUserSessions(userId, page));
  }
}
