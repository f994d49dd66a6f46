import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access-rule.js';
import { CallerOf } from '../auth/access.guard.js';
import type { Caller } from '../auth/caller.js';
import { BODY_PROBLEMS, Endpoint, KEY_PROBLEMS } from '../problems.js';
import { IntrospectToken } from './introspect-token.query.js';
import {
  introspection,
  introspectionRequest,
  type Introspection,
  type IntrospectionRequest,
} from './introspect-token.schema.js';

export const INTROSPECTION_ROUTE = '/v1/introspect';

@ApiTags('application')
@Controller(INTROSPECTION_ROUTE)
export class IntrospectTokenController {
  readonly #queryBus: QueryBus;

  constructor(@Inject(QueryBus) queryBus: QueryBus) {
    this.#queryBus = queryBus;
  }

  @Post()
  @HttpCode(200)
  @Access({ service: 'introspect' })
  @ApiConsumes('application/x-www-form-urlencoded')
  @Endpoint({
    operationId: 'introspectToken',
    summary: 'Whether an access token and its session are good now (RFC 7662)',
    answers: { 200: { description: 'Active or not', schema: introspection } },
    problems: [...BODY_PROBLEMS, ...KEY_PROBLEMS],
    credentials: ['serviceKey'],
  })
  introspect(
    @CallerOf() caller: Extract<Caller, { type: 'service' }>,
    @Body({ schema: introspectionRequest }) { token }: IntrospectionRequest,
  ): Promise<Introspection> {
    return this.#queryBus.execute(new IntrospectToken(token, caller.client.client.audiences));
  }
}
