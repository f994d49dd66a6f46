import { Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../auth/access-rule.js';
import { CallerOf } from '../auth/access.guard.js';
import type { SignedIn } from '../auth/caller.js';
import { Endpoint, TOKEN_PROBLEMS } from '../problems.js';
import { raisedEpoch, statusOf, type RaisedEpoch } from '../revocation.schema.js';
import { RevokeUserSessions } from '../revoke-user-sessions/revoke-user-sessions.command.js';

@ApiTags('signed-in user')
@Controller('v1/me/sessions/revoke-others')
export class RevokeMyOtherSessionsController {
  readonly #commandBus: CommandBus;

  constructor(@Inject(CommandBus) commandBus: CommandBus) {
    this.#commandBus = commandBus;
  }

  @Post()
  @HttpCode(200)
  @Access({ user: true })
  @Endpoint({
    operationId: 'revokeMyOtherSessions',
    summary: 'Sign out all my sessions but this one',
    answers: {
      200: { description: 'Ended, and refused everywhere', schema: raisedEpoch },
      202: { description: 'Ended; the news is still on its way', schema: raisedEpoch },
    },
    problems: [...TOKEN_PROBLEMS, 'EXCEPT_NOT_LIVE', 'CONFLICT'],
    credentials: ['accessToken'],
  })
  async revoke(
    @CallerOf() { session }: SignedIn,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RaisedEpoch> {
    const { userId, sid } = session;
    const raised = await this.#commandBus.execute(
      new RevokeUserSessions({
        userId,
        exceptSid: sid,
        reason: 'signed-out-elsewhere',
        actor: { type: 'user', id: userId },
      }),
    );
    void reply.code(statusOf(raised));
    return raised;
  }
}
