import { Command } from '@nestjs/cqrs';
import type { DeviceInput } from '../device.schema.js';
import type { SessionTokens } from '../tokens/tokens.schema.js';

export class SignInAdmin extends Command<SessionTokens> {
  constructor(
    readonly code: string,
    readonly device: DeviceInput,
    /** Whom attempts are counted against. */
    readonly address: string,
  ) {
    super();
  }
}
