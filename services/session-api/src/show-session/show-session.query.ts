import type { Sid } from '@atlasnode/session-events';
import { Query } from '@nestjs/cqrs';
import type { KnownCaller } from '../auth/caller.js';
import type { SessionView } from '../session-view/session-view.schema.js';

export class ShowSession extends Query<SessionView> {
  constructor(
    readonly sid: Sid,
    readonly caller: KnownCaller,
  ) {
    super();
  }
}
