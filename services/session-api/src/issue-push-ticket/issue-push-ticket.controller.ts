import { CLOCK } from '@atlasnode/service-kit';
import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access-rule.js';
import { CallerOf } from '../auth/access.guard.js';
import type { SignedIn } from '../auth/caller.js';
import type { SessionApiConfig } from '../config.js';
import { CONFIG, SIGNING_KEYS } from '../injection.js';
import { Endpoint, TOKEN_PROBLEMS } from '../problems.js';
import type { SigningKeys } from '../signing-keys/signing-keys.js';
import { issuePushTicket } from '../tokens/push-ticket.js';
import { pushTicket, type PushTicket } from './issue-push-ticket.schema.js';

@ApiTags('signed-in user')
@Controller('v1/me/push-ticket')
export class IssuePushTicketController {
  readonly #issuer: string;
  readonly #keys: SigningKeys;
  readonly #nowMs: () => number;

  constructor(
    @Inject(CONFIG) config: SessionApiConfig,
    @Inject(SIGNING_KEYS) keys: SigningKeys,
    @Inject(CLOCK) nowMs: () => number,
  ) {
    this.#issuer = config.issuer;
    this.#keys = keys;
    this.#nowMs = nowMs;
  }

  /** Says again what the access token says, for 30 seconds: nothing is decided or stored, so no command is sent. */
  @Post()
  @HttpCode(200)
  @Access({ user: true })
  @Endpoint({
    operationId: 'issuePushTicket',
    summary: 'A ticket for one handshake with the push gateway',
    answers: { 200: { description: 'The ticket', schema: pushTicket } },
    problems: [...TOKEN_PROBLEMS],
    credentials: ['accessToken'],
  })
  issue(@CallerOf() { session }: SignedIn): PushTicket {
    return issuePushTicket(session, this.#issuer, this.#keys, this.#nowMs());
  }
}
