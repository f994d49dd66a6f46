import type { UserId } from '@atlasnode/session-events';
import { inputProblem } from '../problems.js';
import { isAdminUserId } from './admin-identity.js';
import type { KnownCaller } from './caller.js';

/**
 * Clients share the people: a service key reads and ends a user's sessions whichever client started them, because an end of all is one of the user's
 * epoch. Administrators are nobody's users: no application's key reads or ends their sessions.
 */
export function reaches(caller: KnownCaller, userId: UserId): boolean {
  return caller.type !== 'service' || !isAdminUserId(userId);
}

/** @throws ProblemError, as a start for such a user id does */
export function refuseBeyondReach(caller: KnownCaller, userId: UserId): void {
  if (!reaches(caller, userId)) throw inputProblem('userId', 'expected a user id that is not kept for administrators');
}
