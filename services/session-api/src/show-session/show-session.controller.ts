import { Controller, Get, Inject, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access-rule.js';
import { CallerOf } from '../auth/access.guard.js';
import type { KnownCaller } from '../auth/caller.js';
import { ADMIN_PROBLEMS, Endpoint, KEY_PROBLEMS } from '../problems.js';
import { sidParams, type SidParams } from '../route.schema.js';
import { sessionView, type SessionView } from '../session-view/session-view.schema.js';
import { ShowSession } from './show-session.query.js';

@ApiTags('application', 'administration')
@Controller('v1/sessions/:sid')
export class ShowSessionController {
  readonly #queryBus: QueryBus;

  constructor(@Inject(QueryBus) queryBus: QueryBus) {
    this.#queryBus = queryBus;
  }

  @Get()
  @Access({ service: 'sessions:read', admin: true })
  @Endpoint({
    operationId: 'showSession',
    summary: 'One session, live or ended',
    answers: { 200: { description: 'The session', schema: sessionView } },
    problems: ['INVALID_INPUT', ...KEY_PROBLEMS, ...ADMIN_PROBLEMS, 'UNKNOWN_SESSION'],
    credentials: ['serviceKey', 'accessToken'],
  })
  show(@CallerOf() caller: KnownCaller, @Param({ schema: sidParams }) { sid }: SidParams): Promise<SessionView> {
    return this.#queryBus.execute(new ShowSession(sid, caller));
  }
}
