import type { EndReason } from '@atlasnode/session-events';

/** What a route of the application's backend came to. */
export type RouteOutcome<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | { readonly kind: 'ended'; readonly reason: EndReason | 'unknown' }
  /** This request's credentials are missing, have run out or are not good: a refresh may help, and where it is the refresh that was refused, nothing does. */
  | { readonly kind: 'expired' }
  /** No answer, or one that says nothing of the session: to be asked again. */
  | { readonly kind: 'unavailable'; readonly retryAfterMs?: number };

export interface PushTicket {
  readonly ticket: string;
  readonly pushUrl?: string;
}
