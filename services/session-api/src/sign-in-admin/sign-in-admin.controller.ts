import { Body, Controller, Headers, Inject, Ip, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access-rule.js';
import { CallerOf } from '../auth/access.guard.js';
import type { Caller } from '../auth/caller.js';
import type { DeviceInput } from '../device.schema.js';
import { BODY_PROBLEMS, Endpoint } from '../problems.js';
import { sessionTokens, type SessionTokens } from '../tokens/tokens.schema.js';
import { SignInAdmin } from './sign-in-admin.command.js';
import { adminSignInRequest, type AdminSignInRequest } from './sign-in-admin.schema.js';

const MAX_USER_AGENT = 512;

@ApiTags('administration')
@Controller('v1/admin/sign-in')
export class SignInAdminController {
  readonly #commandBus: CommandBus;

  constructor(@Inject(CommandBus) commandBus: CommandBus) {
    this.#commandBus = commandBus;
  }

  @Post()
  @Access({ anyone: true, service: 'any' })
  @Endpoint({
    operationId: 'signInAdmin',
    summary: 'Sign in as an administrator with a one-time code',
    answers: { 201: { description: 'Signed in', schema: sessionTokens } },
    problems: [
      ...BODY_PROBLEMS,
      'CREDENTIALS_MISSING',
      'SERVICE_KEY_INVALID',
      'SIGN_IN_CODE_INVALID',
      'SIGN_IN_OVERTAKEN',
      'SESSION_LIMIT_REACHED',
      'CONFLICT',
      'RATE_LIMITED',
      'MASTER_KEY_UNKNOWN',
    ],
    credentials: ['serviceKey'],
  })
  signIn(
    @CallerOf() caller: Caller,
    @Body({ schema: adminSignInRequest }) { code, device }: AdminSignInRequest,
    @Ip() address: string,
    @Headers('user-agent') userAgent = '',
  ): Promise<SessionTokens> {
    const seen: DeviceInput = {
      ip: address,
      ...(userAgent === '' ? {} : { userAgent: userAgent.slice(0, MAX_USER_AGENT) }),
    };
    const told = caller.type === 'service' ? device : undefined;
    return this.#commandBus.execute(new SignInAdmin(code, told ?? seen, told?.ip ?? address));
  }
}
