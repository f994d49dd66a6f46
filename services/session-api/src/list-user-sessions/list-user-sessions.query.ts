import type { Sid, UserId } from '@atlasnode/session-events';
import type { PageRequest } from '@atlasnode/session-engine';
import { Query } from '@nestjs/cqrs';
import type { SessionPage } from '../session-view/session-view.schema.js';

export class ListUserSessions extends Query<SessionPage> {
  constructor(
    readonly userId: UserId,
    readonly page: PageRequest,
    /** The session that asks, where it is one of the user's own. */
    readonly currentSid?: Sid,
  ) {
    super();
  }
}
