import type { Actor, RevocationReason, Sid } from '@atlasnode/session-events';
import { Command } from '@nestjs/cqrs';
import type { RaisedEpoch } from '../revocation.schema.js';

export interface RealmRevocation {
  readonly exceptSid?: Sid;
  readonly reason: RevocationReason;
  readonly note?: string;
  readonly actor: Actor;
}

export class RevokeEverySession extends Command<RaisedEpoch> {
  constructor(readonly revocation: RealmRevocation) {
    super();
  }
}
