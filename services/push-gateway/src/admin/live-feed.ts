import type { EventLog } from '@atlasnode/session-engine';
import type { PushNamespace } from '../push-types.js';
import { withoutSalt } from './without-salt.js';

/** Shows administrators what happens as it happens. A display, not a record: who cannot keep up misses some. */
export class LiveFeed {
  readonly #namespace: PushNamespace;
  readonly #eventLog: Pick<EventLog, 'follow'>;
  #following: { close(): Promise<void> } | undefined;

  constructor(namespace: PushNamespace, eventLog: Pick<EventLog, 'follow'>) {
    this.#namespace = namespace;
    this.#eventLog = eventLog;
  }

  async open(): Promise<void> {
    this.#following = await this.#eventLog.follow((event) => {
      if (this.#namespace.sockets.size > 0) this.#namespace.volatile.emit('feed:event', withoutSalt(event));
    });
  }

  async close(): Promise<void> {
    await this.#following?.close();
    this.#following = undefined;
  }
}
