import type { Actor, RevocationReason, Sid, UserId } from '@atlasnode/session-events';
import { Command } from '@nestjs/cqrs';
import type { RaisedEpoch } from '../revocation.schema.js';

export interface UserRevocation {
  readonly userId: UserId;
  readonly exceptSid?: Sid;
  readonly reason: RevocationReason;
  readonly note?: string;
  readonly actor: Actor;
}

export class RevokeUserSessions extends Command<RaisedEpoch> {
  constructor(readonly revocation: UserRevocation) {
    super();
  }
}
