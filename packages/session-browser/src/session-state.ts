import type { SessionEnd } from './session-end.js';

/** What is known of the session besides whether it lives. */
export interface SessionFacts {
  readonly sid: string;
  readonly userId: string;
  readonly roles: readonly string[];
}

/**
 * - `unknown`: nothing has been heard yet.
 * - `signed-in`: the session lives, as far as this tab was told.
 * - `offline`: it did, and the server cannot be reached; it is asked again by itself.
 * - `signed-out`: there is no session.
 * - `ended`: there was one, and `end` says why it is over. Final, until {@link SessionClient.start} is called after a new sign-in.
 */
export type SessionState =
  | { readonly status: 'unknown' }
  | { readonly status: 'signed-out' }
  | {
      readonly status: 'signed-in' | 'offline';
      readonly session: SessionFacts;
      /** Connected to the push gateway: an end would be told at once. Without it, at the next refresh or reconnect. */
      readonly isLive: boolean;
    }
  | { readonly status: 'ended'; readonly end: SessionEnd };
