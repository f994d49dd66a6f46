import type { EventLog } from '@atlasnode/session-engine';
import type { RevocationView } from '@atlasnode/session-verifier';
import type { PushNamespace, PushSocket } from '../push-types.js';
import { withoutSalt } from './without-salt.js';

/** Shows administrators what happens as it happens. A display, not a record: who cannot keep up misses some. */
export class LiveFeed {
  readonly #namespace: PushNamespace;
  readonly #eventLog: Pick<EventLog, 'follow'>;
  readonly #view: Pick<RevocationView, 'isRevoked'>;
  #following: { close(): Promise<void> } | undefined;

  constructor(namespace: PushNamespace, eventLog: Pick<EventLog, 'follow'>, view: Pick<RevocationView, 'isRevoked'>) {
    this.#namespace = namespace;
    this.#eventLog = eventLog;
    this.#view = view;
  }

  async open(): Promise<void> {
    this.#following = await this.#eventLog.follow((event) => {
      if (this.#namespace.sockets.size === 0) return;
      const shown = withoutSalt(event);
      for (const socket of this.#namespace.sockets.values())
        if (this.#maySee(socket)) socket.volatile.emit('feed:event', shown);
    });
  }

  async close(): Promise<void> {
    await this.#following?.close();
    this.#following = undefined;
  }

  /** A socket outlives its session by as long as its farewell takes. */
  #maySee({ data: { admission } }: PushSocket): boolean {
    return admission?.kind === 'session' && !this.#view.isRevoked(admission.session);
  }
}
