import type { PushRefusal, PushRefusalCode, SessionEnded } from '@atlasnode/session-events/push';

/** Said to the people who build clients; clients themselves go by the code. */
const MESSAGES: Readonly<Record<PushRefusalCode, string>> = {
  TICKET_MISSING: 'the handshake carries no push ticket',
  TICKET_INVALID: 'the push ticket is not one of ours, or not for this socket',
  TICKET_EXPIRED: 'the push ticket has expired: ask for a new one with each attempt',
  SESSION_ENDED: 'the session has ended',
  ORIGIN_REFUSED: 'this origin is not on the allow-list',
  ROLE_MISSING: 'this namespace is for administrators',
  KEY_REFUSED: 'the service key is unknown, expired, or lacks the scope revocations:read',
  STALE: 'the gateway cannot prove that its revocations are fresh: try again or elsewhere',
};

/** What socket.io turns into a `connect_error` with this message and `data`. */
export class RefusedHandshake extends Error {
  override readonly name = 'RefusedHandshake';
  readonly data: PushRefusal;

  constructor(code: PushRefusalCode, ended?: SessionEnded) {
    super(MESSAGES[code]);
    this.data = ended === undefined ? { code } : { code, ended };
  }
}
