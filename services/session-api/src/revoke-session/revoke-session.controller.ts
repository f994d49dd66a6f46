import { Body, Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../auth/access-rule.js';
import { CallerOf } from '../auth/access.guard.js';
import { actorOf, defaultReasonOf, type KnownCaller } from '../auth/caller.js';
import { ADMIN_PROBLEMS, BODY_PROBLEMS, Endpoint, KEY_PROBLEMS } from '../problems.js';
import {
  endedSession,
  optionalRevocationRequest,
  statusOf,
  type EndedSession,
  type RevocationRequest,
} from '../revocation.schema.js';
import { sidParams, type SidParams } from '../route.schema.js';
import { RevokeSession } from './revoke-session.command.js';

@ApiTags('application', 'administration')
@Controller('v1/sessions/:sid/revoke')
export class RevokeSessionController {
  readonly #commandBus: CommandBus;

  constructor(@Inject(CommandBus) commandBus: CommandBus) {
    this.#commandBus = commandBus;
  }

  @Post()
  @HttpCode(200)
  @Access({ service: 'sessions:revoke', admin: true })
  @ApiBody({ required: false, schema: {} })
  @Endpoint({
    operationId: 'revokeSession',
    summary: 'End one session',
    answers: {
      200: { description: 'Ended, and refused everywhere', schema: endedSession },
      202: { description: 'Ended; the news is still on its way', schema: endedSession },
    },
    problems: [...BODY_PROBLEMS, ...KEY_PROBLEMS, ...ADMIN_PROBLEMS, 'UNKNOWN_SESSION', 'CONFLICT'],
    credentials: ['serviceKey', 'accessToken'],
  })
  async revoke(
    @CallerOf() caller: KnownCaller,
    @Param({ schema: sidParams }) { sid }: SidParams,
    @Body({ schema: optionalRevocationRequest }) request: RevocationRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EndedSession> {
    const ended = await this.#commandBus.execute(
      new RevokeSession({ sid, reason: defaultReasonOf(caller), ...request, actor: actorOf(caller) }, caller),
    );
    void reply.code(statusOf(ended));
    return ended;
  }
}
