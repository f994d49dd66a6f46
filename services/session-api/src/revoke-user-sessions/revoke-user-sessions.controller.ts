import { Body, Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../auth/access-rule.js';
import { CallerOf } from '../auth/access.guard.js';
import { actorOf, defaultReasonOf, type KnownCaller } from '../auth/caller.js';
import { refuseBeyondReach } from '../auth/service-reach.js';
import { ADMIN_PROBLEMS, BODY_PROBLEMS, Endpoint, KEY_PROBLEMS } from '../problems.js';
import {
  optionalUserRevocationRequest,
  raisedEpoch,
  statusOf,
  type RaisedEpoch,
  type UserRevocationRequest,
} from '../revocation.schema.js';
import { userParams, type UserParams } from '../route.schema.js';
import { RevokeUserSessions } from './revoke-user-sessions.command.js';

@ApiTags('application', 'administration')
@Controller('v1/users/:userId/sessions/revoke')
export class RevokeUserSessionsController {
  readonly #commandBus: CommandBus;

  constructor(@Inject(CommandBus) commandBus: CommandBus) {
    this.#commandBus = commandBus;
  }

  @Post()
  @HttpCode(200)
  @Access({ service: 'sessions:revoke', admin: true })
  @ApiBody({ required: false, schema: {} })
  @Endpoint({
    operationId: 'revokeUserSessions',
    summary: 'End every session of a user at once, but one where `except` names it',
    answers: {
      200: { description: 'Ended, and refused everywhere', schema: raisedEpoch },
      202: { description: 'Ended; the news is still on its way', schema: raisedEpoch },
    },
    problems: [...BODY_PROBLEMS, ...KEY_PROBLEMS, ...ADMIN_PROBLEMS, 'EXCEPT_NOT_LIVE', 'CONFLICT'],
    credentials: ['serviceKey', 'accessToken'],
  })
  async revoke(
    @CallerOf() caller: KnownCaller,
    @Param({ schema: userParams }) { userId }: UserParams,
    @Body({ schema: optionalUserRevocationRequest }) { except, ...given }: UserRevocationRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RaisedEpoch> {
    refuseBeyondReach(caller, userId);
    const exceptSid = except === undefined ? {} : { exceptSid: except };
    const raised = await this.#commandBus.execute(
      new RevokeUserSessions({
        userId,
        ...exceptSid,
        reason: defaultReasonOf(caller),
        ...given,
        actor: actorOf(caller),
      }),
    );
    void reply.code(statusOf(raised));
    return raised;
  }
}
