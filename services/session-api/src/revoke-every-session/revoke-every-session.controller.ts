import { Body, Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../auth/access-rule.js';
import { CallerOf } from '../auth/access.guard.js';
import { actorOf, defaultReasonOf, type KnownCaller } from '../auth/caller.js';
import { ADMIN_PROBLEMS, BODY_PROBLEMS, Endpoint, KEY_PROBLEMS } from '../problems.js';
import {
  optionalUserRevocationRequest,
  raisedEpoch,
  statusOf,
  type RaisedEpoch,
  type UserRevocationRequest,
} from '../revocation.schema.js';
import { RevokeEverySession } from './revoke-every-session.command.js';

@ApiTags('application', 'administration')
@Controller('v1/sessions/revoke-all')
export class RevokeEverySessionController {
  readonly #commandBus: CommandBus;

  constructor(@Inject(CommandBus) commandBus: CommandBus) {
    this.#commandBus = commandBus;
  }

  @Post()
  @HttpCode(200)
  @Access({ service: 'sessions:revoke-all', admin: true })
  @ApiBody({ required: false, schema: {} })
  @Endpoint({
    operationId: 'revokeEverySession',
    summary: "End everyone's sessions at once, but one where `except` names it",
    answers: {
      200: { description: 'Ended, and refused everywhere', schema: raisedEpoch },
      202: { description: 'Ended; the news is still on its way', schema: raisedEpoch },
    },
    problems: [...BODY_PROBLEMS, ...KEY_PROBLEMS, ...ADMIN_PROBLEMS, 'EXCEPT_NOT_LIVE', 'CONFLICT'],
    credentials: ['serviceKey', 'accessToken'],
  })
  async revoke(
    @CallerOf() caller: KnownCaller,
    @Body({ schema: optionalUserRevocationRequest }) { except, ...given }: UserRevocationRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RaisedEpoch> {
    const exceptSid = except === undefined ? {} : { exceptSid: except };
    const raised = await this.#commandBus.execute(
      new RevokeEverySession({ ...exceptSid, reason: defaultReasonOf(caller), ...given, actor: actorOf(caller) }),
    );
    void reply.code(statusOf(raised));
    return raised;
  }
}
