import type { Client } from '@atlasnode/service-kit';
import { Command } from '@nestjs/cqrs';
import type { SessionTokens } from '../tokens/tokens.schema.js';
import type { StartSessionRequest } from './start-session.schema.js';

export class StartSession extends Command<SessionTokens> {
  constructor(
    readonly client: Client,
    readonly request: StartSessionRequest,
    readonly idempotencyKey: string | undefined,
  ) {
    super();
  }
}
