import { z } from 'zod';
import { everySessionRevoked } from './events/every-session-revoked.js';
import { refreshReuseDetected } from './events/refresh-reuse-detected.js';
import { sessionCreated } from './events/session-created.js';
import { sessionExpired } from './events/session-expired.js';
import { sessionRefreshed } from './events/session-refreshed.js';
import { sessionRevoked } from './events/session-revoked.js';
import { userSessionsRevoked } from './events/user-sessions-revoked.js';

/** What happened, as the domain says it: no id, no position, no hash yet. */
export const sessionEvent = z.discriminatedUnion('type', [
  sessionCreated,
  sessionRefreshed,
  sessionRevoked,
  sessionExpired,
  refreshReuseDetected,
  userSessionsRevoked,
  everySessionRevoked,
]);
export type SessionEvent = z.infer<typeof sessionEvent>;
export type SessionEventType = SessionEvent['type'];

export const SESSION_EVENT_TYPES: readonly SessionEventType[] = sessionEvent.options.map(
  (option) => option.shape.type.value,
);
