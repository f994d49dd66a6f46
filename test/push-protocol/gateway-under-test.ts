export interface PushSession {
  readonly sid: string;
  readonly userId: string;
  /** A new ticket of this session, good for half a minute. */
  ticket(): Promise<string>;
}

/** Claims of a ticket, as docs/protocol/push.md has them; and what of the header a forger may change. */
export interface TicketShape {
  readonly iss?: string;
  readonly aud?: string;
  readonly sub?: unknown;
  readonly sid?: unknown;
  readonly uep?: unknown;
  readonly rep?: unknown;
  readonly roles?: unknown;
  readonly ctx?: unknown;
  readonly sexp?: unknown;
  readonly exp?: number;
  readonly typ?: string;
}

/** A gateway, wherever it runs and whatever it is written in, with what it takes to start sessions that it honours and to end them. */
export interface GatewayUnderTest {
  readonly url: string;
  /** One that is on its allow-list. */
  readonly allowedOrigin: string;
  /** With the scope `revocations:read`. */
  readonly serviceKey: string;
  startSession(options?: { readonly userId?: string; readonly roles?: readonly string[] }): Promise<PushSession>;
  endSession(session: PushSession): Promise<void>;
  endUser(userId: string, exceptSid?: string): Promise<void>;
  /** Absent where nobody else may be disturbed. */
  endEveryone?(): Promise<void>;
  /** Absent where no administrator can be signed in. */
  startAdministrator?(): Promise<PushSession>;
  /** Signs any ticket with a key the gateway trusts. Absent where the suite has no such key. */
  mint?(session: PushSession, shape: TicketShape): string;
  /** A service key without the scope. Absent where there is none. */
  readonly powerlessKey?: string;
  close(): Promise<void>;
}
