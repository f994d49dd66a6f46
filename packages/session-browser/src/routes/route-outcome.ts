import type { EndReason } from '@atlasnode/session-events';

/** What a route of the application's backend came to. */
export type RouteOutcome<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | { readonly kind: 'ended'; readonly reason: EndReason | 'unknown' }
  /** Nobody is signed in, or the access token alone is missing or has expired. */
  | { readonly kind: 'signed-out' }
  /** No answer, or one that says nothing of the session: to be asked again. */
  | { readonly kind: 'unavailable'; readonly retryAfterMs?: number };

export interface PushTicket {
  readonly ticket: string;
  readonly pushUrl?: string;
}
