import type { IncomingMessage } from 'node:http';
import type { PushRefusalCode } from '@atlasnode/session-events/push';
import type { PushIo, PushNamespace, PushSocket } from '../push-types.js';
import type { Authenticator } from './authenticator.js';
import type { OriginRule } from './origin-rule.js';
import { RefusedHandshake } from './refused-handshake.js';

/** Long enough for the refusal to be read. */
const CLOSE_REFUSED_ORIGIN_AFTER_MS = 250;

export interface GuardOptions {
  readonly origins: OriginRule;
  readonly authenticator: Authenticator;
  readonly onRefused: (namespace: string, code: PushRefusalCode) => void;
  readonly onFault: (error: unknown) => void;
}

/**
 * The one guard of every namespace, those that are created later included: `io.use` alone would cover only `/`, and a client could
 * open another namespace past it.
 *
 * A refused origin is not answered with an HTTP status, of which a page learns nothing: it is written down in `allowRequest`, its connection
 * is let open for the moment it takes to say `ORIGIN_REFUSED`, and admitted nowhere.
 */
export class Guard {
  readonly #options: GuardOptions;
  readonly #goodOrigins = new WeakSet<IncomingMessage>();
  #isClosing = false;

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  readonly allowRequest = (
    request: IncomingMessage,
    decide: (error: string | null, allowed: boolean) => void,
  ): void => {
    if (this.#options.origins(request.headers)) this.#goodOrigins.add(request);
    decide(this.#isClosing ? 'the gateway is shutting down' : null, !this.#isClosing);
  };

  stand(io: PushIo): void {
    const admit = async (socket: PushSocket, next: (refused?: RefusedHandshake) => void): Promise<void> =>
      next(await this.#admit(socket));
    const guard = (namespace: PushNamespace): void => void namespace.use((socket, next) => void admit(socket, next));
    guard(io.of('/'));
    io.on('new_namespace', guard);
  }

  /** From now on nobody comes in. */
  close(): void {
    this.#isClosing = true;
  }

  /** What goes wrong inside is nobody else's to read. */
  async #admit(socket: PushSocket): Promise<RefusedHandshake | undefined> {
    const namespace = socket.nsp.name;
    try {
      if (!this.#goodOrigins.has(socket.request)) throw new RefusedHandshake('ORIGIN_REFUSED');
      socket.data.admission = await this.#options.authenticator.admit(namespace, socket.handshake.auth);
      return undefined;
    } catch (error) {
      const refused = error instanceof RefusedHandshake ? error : this.#fault(error);
      this.#options.onRefused(namespace, refused.data.code);
      if (refused.data.code === 'ORIGIN_REFUSED')
        setTimeout(() => socket.conn.close(), CLOSE_REFUSED_ORIGIN_AFTER_MS).unref();
      return refused;
    }
  }

  /** No key could be read, so nothing can be checked: the client is to try again. */
  #fault(error: unknown): RefusedHandshake {
    this.#options.onFault(error);
    return new RefusedHandshake('STALE');
  }
}
