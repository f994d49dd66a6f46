import type { Environment, TabChannel } from '../environment/environment.js';
import type { SessionTimes } from '../routes/session-times.js';
import type { SessionEnd } from '../session-end.js';
import { isTabMessage, type TabMessage } from './tab-message.js';

export interface TabNewsListener {
  /** The session of this tab; what the others say of another one is not its business. */
  sid(): string | undefined;
  onRefreshed(times: SessionTimes, settled: boolean): void;
  onInput(): void;
  onEnded(end: SessionEnd): void;
  /** Somebody signed in anew in another tab: the cookies that this one lives on are that session's now. */
  onReplaced(): void;
}

/** What the tabs of one origin tell each other. */
export class TabNews {
  readonly #listener: TabNewsListener;
  readonly #channel: TabChannel | undefined;

  constructor(environment: Environment, name: string, listener: TabNewsListener) {
    this.#listener = listener;
    this.#channel = environment.openChannel(name, (message) => {
      if (isTabMessage(message)) this.#hear(message);
    });
  }

  tell(message: TabMessage): void {
    this.#channel?.post(message);
  }

  close(): void {
    this.#channel?.close();
  }

  #hear(message: TabMessage): void {
    const sid = this.#listener.sid();
    if (sid === undefined) return;
    if (message.sid === sid) this.#onNews(message);
    else if (message.kind === 'found') this.#listener.onReplaced();
  }

  #onNews(message: TabMessage): void {
    switch (message.kind) {
      case 'refreshed':
        this.#listener.onRefreshed(message.times, message.settled);
        return;
      case 'input':
        this.#listener.onInput();
        return;
      case 'ended':
        this.#listener.onEnded(message.end);
        return;
      case 'found':
        return;
      default:
        message satisfies never;
    }
  }
}
