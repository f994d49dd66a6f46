import { Controller, Get, Inject, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access-rule.js';
import { CallerOf } from '../auth/access.guard.js';
import type { KnownCaller } from '../auth/caller.js';
import { refuseBeyondReach } from '../auth/service-reach.js';
import { ADMIN_PROBLEMS, Endpoint, KEY_PROBLEMS } from '../problems.js';
import { userParams, type UserParams } from '../route.schema.js';
import { ShowEpochs } from './show-epochs.query.js';
import { epochs, type Epochs } from './show-epochs.schema.js';

@ApiTags('application', 'administration')
@Controller('v1/users/:userId/epochs')
export class ShowEpochsController {
  readonly #queryBus: QueryBus;

  constructor(@Inject(QueryBus) queryBus: QueryBus) {
    this.#queryBus = queryBus;
  }

  @Get()
  @Access({ service: 'sessions:read', admin: true })
  @Endpoint({
    operationId: 'showEpochs',
    summary: 'The epochs now: read before a password is checked, handed to the start after it',
    answers: { 200: { description: 'The epochs', schema: epochs } },
    problems: ['INVALID_INPUT', ...KEY_PROBLEMS, ...ADMIN_PROBLEMS],
    credentials: ['serviceKey', 'accessToken'],
  })
  show(@CallerOf() caller: KnownCaller, @Param({ schema: userParams }) { userId }: UserParams): Promise<Epochs> {
    refuseBeyondReach(caller, userId);
    return this.#queryBus.execute(new ShowEpochs(userId));
  }
}
