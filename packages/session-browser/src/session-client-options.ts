import type { Environment } from './environment/environment.js';
import type { SessionEnd } from './session-end.js';
import type { SessionState } from './session-state.js';

export interface SessionClientOptions {
  /** Where the application's `/session/*` routes are mounted; its own origin by default. */
  readonly baseUrl?: string;
  /** Address of the push gateway; by default the one that comes with each ticket. */
  readonly pushUrl?: string;
  /** Told once per session, and never for one that this tab did not know to be signed in. */
  readonly onEnded?: (end: SessionEnd) => void;
  /** The access token was renewed, by this tab. */
  readonly onRenewed?: () => void;
  readonly onState?: (state: SessionState) => void;
  /** The browser; another one in tests. */
  readonly environment?: Environment;
}

export interface SessionClient {
  readonly state: SessionState;
  /** Called now and with each change. @returns unsubscribes */
  subscribe(listener: (state: SessionState) => void): () => void;
  /** Asks anew who is signed in: after a sign-in without a page load. Called once by {@link createSessionClient}. */
  start(): Promise<void>;
  /** Signs out here. @returns false where the server could not be reached: the session lives on */
  signOut(): Promise<boolean>;
  /** Lets go of everything; the session itself stays. */
  close(): void;
}
