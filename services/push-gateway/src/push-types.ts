import type {
  AdminServerEvents,
  BrowserClientEvents,
  BrowserServerEvents,
  VerifierResume,
  VerifierServerEvents,
} from '@atlasnode/session-events/push';
import type { DefaultEventsMap, Namespace, Server, Socket } from 'socket.io';
import type { TicketSession } from './handshake/ticket-claims.js';

/** What the guard found out about a socket. */
export type Admission =
  | { readonly kind: 'session'; readonly session: TicketSession }
  | {
      readonly kind: 'service';
      readonly clientId: string;
      readonly endsAtMs?: number;
      readonly resume?: VerifierResume;
    };

export interface PushSocketData {
  admission?: Admission;
}

type ServerEvents = BrowserServerEvents & VerifierServerEvents & AdminServerEvents;

export type PushIo = Server<BrowserClientEvents, ServerEvents, DefaultEventsMap, PushSocketData>;
export type PushNamespace = Namespace<BrowserClientEvents, ServerEvents, DefaultEventsMap, PushSocketData>;
export type PushSocket = Socket<BrowserClientEvents, ServerEvents, DefaultEventsMap, PushSocketData>;
