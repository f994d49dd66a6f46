import { Command } from '@nestjs/cqrs';
import type { RefreshedTokens, RefreshSessionRequest } from './refresh-session.schema.js';

export class RefreshSession extends Command<RefreshedTokens> {
  constructor(
    readonly request: RefreshSessionRequest,
    /** Whom refused tokens are counted against; undefined for a caller with a service key. */
    readonly address: string | undefined,
  ) {
    super();
  }
}
