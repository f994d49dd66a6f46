import { browserEnvironment } from './environment/browser-environment.js';
import type { SessionClient, SessionClientOptions } from './session-client-options.js';
import { TabSession } from './tab-session.js';

/**
 * Keeps this tab signed in, and tells it the moment its session ends and why: at once while the push gateway is reached, else at
 * the first contact after sleep, loss of network or a closed lid. Tokens are in httpOnly cookies; nothing here ever sees one.
 *
 * Any number of tabs may do so at once, without a lock: the server gives racing refreshes the same successor. A tab that is hidden or
 * offline starts no refresh. Only input by a person keeps an idle session alive.
 *
 * @example
 * ```ts
 * const session = createSessionClient({
 *   onEnded: ({ reason, by }) => showNotice(describeEnd(reason, by)),
 *   onState: ({ status }) => document.body.classList.toggle('offline', status === 'offline'),
 * });
 * ```
 */
export function createSessionClient(options: SessionClientOptions = {}): SessionClient {
  const tab = new TabSession(options.environment ?? browserEnvironment(), options);
  if (options.onState !== undefined) tab.store.subscribe(options.onState);
  void tab.start();
  return {
    get state() {
      return tab.store.state;
    },
    subscribe: (listener) => tab.store.subscribe(listener),
    start: () => tab.start(),
    signOut: () => tab.signOut(),
    close: () => tab.close(),
  };
}
