import type { RevocationNotice } from '@atlasnode/session-events';
import type { RenewAnswer } from '@atlasnode/session-events/push';
import type { RevocationView } from '@atlasnode/session-verifier';
import type { Farewell } from '../farewell/farewell.js';
import type { PacedQueue } from '../farewell/paced-queue.js';
import type { Authenticator } from '../handshake/authenticator.js';
import type { TicketSession } from '../handshake/ticket-claims.js';
import type { PushNamespace, PushSocket } from '../push-types.js';
import { concerns, endedBy } from '../verifiers/notice-effect.js';
import type { RecordLog } from '../verifiers/record-log.js';
import { ConnectionIndex } from './connection-index.js';
import type { Lifetime, Lifetimes } from './lifetimes.js';
import type { SessionConnection } from './session-connection.js';
import { disconnect } from './disconnect.js';

/** So few are told in the turn that brought the notice; more go through the queue, behind whatever it is working on. */
const TOLD_AT_ONCE = 8;
/** A browser renews once per access token and asks again where that failed. One that sends more than this is closed. */
const MOST_PACKETS_PER_MINUTE = 30;

export interface SessionSocketsOptions {
  readonly view: RevocationView;
  readonly log: RecordLog;
  readonly authenticator: Authenticator;
  readonly lifetimes: Lifetimes;
  readonly farewell: Farewell;
  readonly queue: PacedQueue;
  readonly nowMs: () => number;
}

/** The open sockets of sessions, in `/` and `/admin`: told and closed when their session ends, ended at their time unless renewed. */
export class SessionSockets {
  readonly #index = new ConnectionIndex();
  readonly #options: SessionSocketsOptions;

  constructor(options: SessionSocketsOptions) {
    this.#options = options;
    options.view.onNotice((notice) => this.#onNotice(notice));
    options.view.onReload(() => options.queue.add(this.#index.all(), (connection) => this.#endIfRevoked(connection)));
  }

  get size(): number {
    return this.#index.size;
  }

  receive(namespace: PushNamespace): void {
    namespace.on('connection', (socket) => {
      const admission = socket.data.admission;
      if (admission?.kind === 'session') this.#open(socket, admission.session);
      else disconnect(socket);
    });
  }

  /** Join the rooms, then look at the view again, in one turn: a notice came either before the look or finds the socket in its rooms. */
  #open(socket: PushSocket, session: TicketSession): void {
    const connection: SessionConnection = { socket, session, isEnding: false };
    const lifetime: Lifetime = {
      endsAtMs: () => connection.session.endsAtMs,
      ask: () =>
        void socket.emit('session:renew-required', {
          sid: connection.session.sid,
          endsAt: connection.session.endsAtMs,
        }),
      end: () => disconnect(socket),
    };
    this.#index.add(connection);
    socket.on('disconnect', () => {
      this.#index.delete(connection);
      this.#options.lifetimes.forget(lifetime);
    });
    this.#options.lifetimes.track(lifetime);
    this.#limitInbound(connection);
    socket.on('session:renew', (ticket, answer) => {
      if (typeof answer === 'function') void this.#renew(connection, lifetime, ticket).then(answer);
    });
    this.#endIfRevoked(connection);
  }

  /** From the instant of the notice nothing that an ended session's socket sends is looked at; its acknowledgement does not come this way. */
  #limitInbound(connection: SessionConnection): void {
    let windowEndsAtMs = 0;
    let packets = 0;
    connection.socket.use((_packet, next) => {
      const nowMs = this.#options.nowMs();
      if (nowMs >= windowEndsAtMs) {
        windowEndsAtMs = nowMs + 60_000;
        packets = 0;
      }
      packets += 1;
      if (packets > MOST_PACKETS_PER_MINUTE) disconnect(connection.socket);
      else if (!this.#isOver(connection)) next();
    });
  }

  async #renew(connection: SessionConnection, lifetime: Lifetime, ticket: unknown): Promise<RenewAnswer> {
    try {
      const verdict = await this.#options.authenticator.judgeTicket(connection.socket.nsp.name, ticket);
      if (!verdict.ok) return { ok: false, code: verdict.code };
      // The session may have ended while the ticket was being checked.
      if (this.#isOver(connection)) return { ok: false, code: 'SESSION_ENDED' };
      if (!continues(connection.session, verdict.session)) return { ok: false, code: 'TICKET_INVALID' };
      this.#extend(connection, lifetime, verdict.session);
      return { ok: true, endsAt: connection.session.endsAtMs };
    } catch {
      return { ok: false, code: 'STALE' };
    }
  }

  /** A ticket of an older access token shortens nothing: that token's successor is as valid as it was. */
  #extend(connection: SessionConnection, lifetime: Lifetime, session: TicketSession): void {
    const endedAtMs = connection.session.endsAtMs;
    connection.session = { ...session, endsAtMs: Math.max(session.endsAtMs, endedAtMs) };
    if (connection.session.endsAtMs > endedAtMs) this.#options.lifetimes.track(lifetime);
  }

  #onNotice(notice: RevocationNotice): void {
    const concerned = this.#concernedBy(notice);
    const end = (connection: SessionConnection): void => this.#endIfRevoked(connection, notice);
    if (concerned.length > TOLD_AT_ONCE) this.#options.queue.add(concerned, end);
    else concerned.forEach(end);
  }

  #concernedBy(notice: RevocationNotice): readonly SessionConnection[] {
    switch (notice.kind) {
      case 'session':
        return this.#index.ofSession(notice.sid);
      case 'user':
        return this.#index.ofUser(notice.userId);
      case 'everyone':
        return this.#index.all();
      default:
        return notice satisfies never;
    }
  }

  /** Epochs and exceptions are the view's to judge: it holds the latest of each. */
  #endIfRevoked(connection: SessionConnection, notice?: RevocationNotice): void {
    const { view, farewell, log } = this.#options;
    const { socket, session } = connection;
    if (!socket.connected || !view.isRevoked(session)) return;
    const ended = notice !== undefined && concerns(notice, session) ? endedBy(notice, session.sid) : log.endOf(session);
    farewell.tell(connection, ended);
  }

  #isOver(connection: SessionConnection): boolean {
    return connection.isEnding || !connection.socket.connected || this.#options.view.isRevoked(connection.session);
  }
}

/** A renewal is of the same session and never goes back behind an epoch. */
function continues(before: TicketSession, after: TicketSession): boolean {
  return (
    after.sid === before.sid &&
    after.userId === before.userId &&
    after.userEpoch >= before.userEpoch &&
    after.realmEpoch >= before.realmEpoch
  );
}
