import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Access } from '../auth/access-rule.js';
import { SIGNING_KEYS } from '../injection.js';
import { Endpoint } from '../problems.js';
import type { SigningKeys } from '../signing-keys/signing-keys.js';
import { keySet, type KeySet } from './publish-key-set.schema.js';

/** Below the time that a key is published before it signs, together with a verifier's cool-down (10 s). */
const MAX_AGE_S = 30;

@ApiTags('anyone')
@Controller('.well-known/jwks.json')
export class PublishKeySetController {
  readonly #keys: SigningKeys;

  constructor(@Inject(SIGNING_KEYS) keys: SigningKeys) {
    this.#keys = keys;
  }

  @Get()
  @ApiProduces('application/jwk-set+json')
  @Access({ anyone: true })
  @Endpoint({
    operationId: 'publishKeySet',
    summary: 'The keys that verify tokens (RFC 7517), the next one included',
    answers: { 200: { description: 'The key set', schema: keySet } },
    problems: ['CREDENTIALS_MISSING', 'SERVICE_KEY_INVALID'],
  })
  publish(@Res({ passthrough: true }) reply: FastifyReply): KeySet {
    void reply.headers({
      'cache-control': `public, max-age=${MAX_AGE_S}`,
      'cross-origin-resource-policy': 'cross-origin',
      'content-type': 'application/jwk-set+json',
    });
    return { keys: this.#keys.published().map((record) => ({ ...record.publicJwk })) };
  }
}
