import { Body, Controller, Headers, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access-rule.js';
import { CallerOf } from '../auth/access.guard.js';
import type { Caller } from '../auth/caller.js';
import { BODY_PROBLEMS, Endpoint, inputProblem, KEY_PROBLEMS } from '../problems.js';
import { sessionTokens, type SessionTokens } from '../tokens/tokens.schema.js';
import { StartSession } from './start-session.command.js';
import { idempotencyKey, startSessionRequest, type StartSessionRequest } from './start-session.schema.js';

@ApiTags('application')
@Controller('v1/sessions')
export class StartSessionController {
  readonly #commandBus: CommandBus;

  constructor(@Inject(CommandBus) commandBus: CommandBus) {
    this.#commandBus = commandBus;
  }

  @Post()
  @Access({ service: 'sessions:start' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key and body start one session, however often they are sent.',
  })
  @Endpoint({
    operationId: 'startSession',
    summary: 'Start a session for a person the application has authenticated',
    answers: { 201: { description: 'Started', schema: sessionTokens } },
    problems: [
      ...BODY_PROBLEMS,
      ...KEY_PROBLEMS,
      'AUDIENCE_NOT_ALLOWED',
      'ROLE_NOT_ALLOWED',
      'SIGN_IN_OVERTAKEN',
      'SESSION_LIMIT_REACHED',
      'SESSION_ENDED',
      'CONFLICT',
      'IDEMPOTENCY_KEY_REUSED',
      'MASTER_KEY_UNKNOWN',
    ],
    credentials: ['serviceKey'],
  })
  start(
    @CallerOf() caller: Extract<Caller, { type: 'service' }>,
    @Body({ schema: startSessionRequest }) request: StartSessionRequest,
    @Headers('idempotency-key') key: string | undefined,
  ): Promise<SessionTokens> {
    return this.#commandBus.execute(new StartSession(caller.client.client, request, checked(key)));
  }
}

/** Nest runs no pipe on headers. */
function checked(key: string | undefined): string | undefined {
  if (key === undefined || idempotencyKey.safeParse(key).success) return key;
  throw inputProblem('Idempotency-Key', 'expected 1 to 255 visible ASCII characters');
}
