import { Body, Controller, HttpCode, Inject, Ip, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../auth/access-rule.js';
import { CallerOf } from '../auth/access.guard.js';
import type { Caller } from '../auth/caller.js';
import { BODY_PROBLEMS, Endpoint } from '../problems.js';
import { endedSession, statusOf, type EndedSession } from '../revocation.schema.js';
import { LogOut } from './log-out.command.js';
import { logOutRequest, type LogOutRequest } from './log-out.schema.js';

@ApiTags('refresh token')
@Controller('v1/sessions/logout')
export class LogOutController {
  readonly #commandBus: CommandBus;

  constructor(@Inject(CommandBus) commandBus: CommandBus) {
    this.#commandBus = commandBus;
  }

  @Post()
  @HttpCode(200)
  @Access({ anyone: true, service: 'any' })
  @Endpoint({
    operationId: 'logOut',
    summary: 'End the session of a refresh token',
    answers: {
      200: { description: 'Ended, and refused everywhere', schema: endedSession },
      202: { description: 'Ended; the news is still on its way', schema: endedSession },
    },
    problems: [
      ...BODY_PROBLEMS,
      'CREDENTIALS_MISSING',
      'SERVICE_KEY_INVALID',
      'REFRESH_TOKEN_INVALID',
      'CONFLICT',
      'RATE_LIMITED',
      'MASTER_KEY_UNKNOWN',
    ],
    credentials: ['serviceKey'],
  })
  async logOut(
    @CallerOf() caller: Caller,
    @Body({ schema: logOutRequest }) request: LogOutRequest,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EndedSession> {
    const ended = await this.#commandBus.execute(
      new LogOut(request.refreshToken, caller.type === 'service' ? undefined : address),
    );
    void reply.code(statusOf(ended));
    return ended;
  }
}
