import { Command } from '@nestjs/cqrs';
import type { EndedSession } from '../revocation.schema.js';

export class LogOut extends Command<EndedSession> {
  constructor(
    readonly refreshToken: string,
    /** Whom refused tokens are counted against; undefined for a caller with a service key. */
    readonly address: string | undefined,
  ) {
    super();
  }
}
