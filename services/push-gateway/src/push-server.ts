import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { EventLog } from '@atlasnode/session-engine';
import type { PushRefusalCode, SessionEnded } from '@atlasnode/session-events/push';
import type { RevocationView } from '@atlasnode/session-verifier';
import { Server } from 'socket.io';
import { LiveFeed } from './admin/live-feed.js';
import { OpenConnections } from './connections/open-connections.js';
import { Lifetimes, type Lifetime } from './connections/lifetimes.js';
import { SessionSockets } from './connections/session-sockets.js';
import { Farewell } from './farewell/farewell.js';
import { PacedQueue } from './farewell/paced-queue.js';
import { Authenticator, type ServiceKeys } from './handshake/authenticator.js';
import { Guard } from './handshake/guard.js';
import { allowOrigins } from './handshake/origin-rule.js';
import type { PushTickets } from './handshake/push-tickets.js';
import type { PushIo, PushNamespace, PushSocket } from './push-types.js';
import { RecordLog } from './verifiers/record-log.js';
import { VerifierFeed } from './verifiers/verifier-feed.js';
import { disconnect } from './connections/disconnect.js';

/** A ticket with the most roles a session may have, and nothing else, fits into it. */
const MAX_PACKET_BYTES = 16 * 1024;
/** For those who open a connection and then ask for no namespace, or for none they may have. */
const CONNECT_TIMEOUT_MS = 5_000;

/** What happens, for metrics and logs. */
export interface PushObserver {
  refused(namespace: string, code: PushRefusalCode): void;
  told(ended: SessionEnded): void;
  fault(error: unknown): void;
}

export interface PushServerOptions {
  readonly httpServer: HttpServer;
  readonly allowedOrigins: readonly string[];
  readonly tickets: PushTickets;
  readonly serviceKeys: ServiceKeys;
  readonly view: RevocationView;
  readonly eventLog: Pick<EventLog, 'follow'>;
  readonly maxStalenessMs: number;
  readonly nowMs: () => number;
  readonly observer: PushObserver;
}

/** The namespaces of the gateway on one HTTP server. */
export class PushServer {
  readonly #io: PushIo;
  readonly #guard: Guard;
  readonly #lifetimes: Lifetimes;
  readonly #farewell: Farewell;
  readonly #sessions: SessionSockets;
  readonly #verifiers: PushNamespace;
  readonly #liveFeed: LiveFeed;
  readonly #connections = new OpenConnections();

  constructor({
    httpServer,
    allowedOrigins,
    tickets,
    serviceKeys,
    view,
    eventLog,
    maxStalenessMs,
    nowMs,
    observer,
  }: PushServerOptions) {
    const log = new RecordLog();
    view.onRecord((record) => log.append(record));
    const queue = new PacedQueue({ onFault: (error) => observer.fault(error) });
    const authenticator = new Authenticator({ tickets, serviceKeys, view, log, nowMs, maxStalenessMs });
    this.#guard = new Guard({
      origins: allowOrigins(allowedOrigins),
      authenticator,
      onRefused: (namespace, code) => observer.refused(namespace, code),
      onFault: (error) => observer.fault(error),
    });
    this.#lifetimes = new Lifetimes({ queue, nowMs });
    this.#farewell = new Farewell({ queue, onTold: (ended) => observer.told(ended) });
    this.#io = new Server(httpServer, {
      transports: ['websocket'],
      serveClient: false,
      maxHttpBufferSize: MAX_PACKET_BYTES,
      connectTimeout: CONNECT_TIMEOUT_MS,
      allowRequest: this.#guard.allowRequest,
    });
    this.#io.engine.on('connection', ({ request }: { readonly request: IncomingMessage }) =>
      this.#connections.add(request.socket),
    );
    this.#guard.stand(this.#io);
    this.#sessions = new SessionSockets({
      view,
      log,
      authenticator,
      lifetimes: this.#lifetimes,
      farewell: this.#farewell,
      queue,
      nowMs,
    });
    this.#sessions.receive(this.#io.of('/'));
    this.#sessions.receive(this.#io.of('/admin'));
    this.#verifiers = this.#io.of('/verifiers');
    this.#receiveVerifiers(new VerifierFeed({ namespace: this.#verifiers, view, log }));
    this.#liveFeed = new LiveFeed(this.#io.of('/admin'), eventLog, view);
  }

  async open(): Promise<void> {
    this.#lifetimes.open();
    await this.#liveFeed.open();
  }

  sockets(): Readonly<Record<string, number>> {
    return {
      '/': this.#io.of('/').sockets.size,
      '/admin': this.#io.of('/admin').sockets.size,
      '/verifiers': this.#verifiers.sockets.size,
    };
  }

  /** Nobody's session has ended: connections are cut without a word, so that clients come back, to another gateway. */
  async close(): Promise<void> {
    this.#guard.close();
    this.#lifetimes.close();
    this.#farewell.close();
    await this.#liveFeed.close();
    this.#io.engine.close();
    await this.#connections.cut();
  }

  #receiveVerifiers(feed: VerifierFeed): void {
    this.#verifiers.on('connection', (socket) => {
      const admission = socket.data.admission;
      if (admission?.kind !== 'service') return disconnect(socket);
      this.#endWithKey(socket, admission.endsAtMs);
      feed.welcome(socket, admission.resume);
    });
  }

  #endWithKey(socket: PushSocket, endsAtMs: number | undefined): void {
    if (endsAtMs === undefined || endsAtMs === Number.POSITIVE_INFINITY) return;
    const lifetime: Lifetime = { endsAtMs: () => endsAtMs, end: () => disconnect(socket) };
    this.#lifetimes.track(lifetime);
    socket.on('disconnect', () => this.#lifetimes.forget(lifetime));
  }
}
