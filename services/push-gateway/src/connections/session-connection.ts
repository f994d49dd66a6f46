import type { TicketSession } from '../handshake/ticket-claims.js';
import type { PushSocket } from '../push-types.js';

/** One open socket of a session, in `/` or `/admin`. */
export interface SessionConnection {
  readonly socket: PushSocket;
  /** As the latest ticket said it. */
  session: TicketSession;
  /** Told that its session has ended, about to be disconnected. */
  isEnding: boolean;
}
