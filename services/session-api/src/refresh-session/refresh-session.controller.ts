import { Body, Controller, HttpCode, Inject, Ip, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access-rule.js';
import { CallerOf } from '../auth/access.guard.js';
import type { Caller } from '../auth/caller.js';
import { BODY_PROBLEMS, Endpoint } from '../problems.js';
import { RefreshSession } from './refresh-session.command.js';
import {
  refreshedSession,
  refreshSessionRequest,
  type RefreshedTokens,
  type RefreshSessionRequest,
} from './refresh-session.schema.js';

@ApiTags('refresh token')
@Controller('v1/sessions/refresh')
export class RefreshSessionController {
  readonly #commandBus: CommandBus;

  constructor(@Inject(CommandBus) commandBus: CommandBus) {
    this.#commandBus = commandBus;
  }

  @Post()
  @HttpCode(200)
  @Access({ anyone: true, service: 'any' })
  @Endpoint({
    operationId: 'refreshSession',
    summary: 'Get a fresh access token, and the next refresh token where the present one is older than the grace',
    description:
      'Requests that race with one token all get the same successor. An authentic token that is older ends the session.',
    answers: { 200: { description: 'Refreshed', schema: refreshedSession } },
    problems: [
      ...BODY_PROBLEMS,
      'CREDENTIALS_MISSING',
      'SERVICE_KEY_INVALID',
      'SESSION_ENDED',
      'REFRESH_REUSED',
      'REFRESH_TOKEN_INVALID',
      'CONFLICT',
      'RATE_LIMITED',
      'MASTER_KEY_UNKNOWN',
    ],
    credentials: ['serviceKey'],
  })
  refresh(
    @CallerOf() caller: Caller,
    @Body({ schema: refreshSessionRequest }) request: RefreshSessionRequest,
    @Ip() address: string,
  ): Promise<RefreshedTokens> {
    return this.#commandBus.execute(new RefreshSession(request, caller.type === 'service' ? undefined : address));
  }
}
