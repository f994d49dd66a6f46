import { Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../auth/access-rule.js';
import { CallerOf } from '../auth/access.guard.js';
import type { SignedIn } from '../auth/caller.js';
import { Endpoint, TOKEN_PROBLEMS } from '../problems.js';
import { endedSession, statusOf, type EndedSession } from '../revocation.schema.js';
import { RevokeSession } from '../revoke-session/revoke-session.command.js';
import { sidParams, type SidParams } from '../route.schema.js';

@ApiTags('signed-in user')
@Controller('v1/me/sessions/:sid/revoke')
export class RevokeMySessionController {
  readonly #commandBus: CommandBus;

  constructor(@Inject(CommandBus) commandBus: CommandBus) {
    this.#commandBus = commandBus;
  }

  @Post()
  @HttpCode(200)
  @Access({ user: true })
  @Endpoint({
    operationId: 'revokeMySession',
    summary: 'Sign out one of my sessions',
    answers: {
      200: { description: 'Ended, and refused everywhere', schema: endedSession },
      202: { description: 'Ended; the news is still on its way', schema: endedSession },
    },
    problems: ['INVALID_INPUT', ...TOKEN_PROBLEMS, 'UNKNOWN_SESSION', 'CONFLICT'],
    credentials: ['accessToken'],
  })
  async revoke(
    @CallerOf() caller: SignedIn,
    @Param({ schema: sidParams }) { sid }: SidParams,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EndedSession> {
    const { session } = caller;
    const reason = sid === session.sid ? 'signed-out' : 'signed-out-elsewhere';
    const ended = await this.#commandBus.execute(
      new RevokeSession(
        { sid, reason, actor: { type: 'user', id: session.userId }, onlyOfUser: session.userId },
        caller,
      ),
    );
    void reply.code(statusOf(ended));
    return ended;
  }
}
