import type { Actor, RevocationReason, Sid, UserId } from '@atlasnode/session-events';
import { Command } from '@nestjs/cqrs';
import type { KnownCaller } from '../auth/caller.js';
import type { EndedSession } from '../revocation.schema.js';

export interface SessionRevocation {
  readonly sid: Sid;
  readonly reason: RevocationReason;
  readonly note?: string;
  readonly actor: Actor;
  /** Another user's session is as good as none. */
  readonly onlyOfUser?: UserId;
}

export class RevokeSession extends Command<EndedSession> {
  constructor(
    readonly revocation: SessionRevocation,
    readonly caller: KnownCaller,
  ) {
    super();
  }
}
