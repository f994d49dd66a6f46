import type { AuthenticatedClient } from '@atlasnode/service-kit';
import type { Actor, RevocationReason } from '@atlasnode/session-events';
import type { VerifiedSession } from '@atlasnode/session-verifier';

/** Who sent a request, as far as its credentials say. */
export type Caller =
  | { readonly type: 'anyone' }
  | { readonly type: 'service'; readonly client: AuthenticatedClient }
  | { readonly type: 'user'; readonly session: VerifiedSession }
  | { readonly type: 'admin'; readonly session: VerifiedSession };

export type SignedIn = Extract<Caller, { readonly session: VerifiedSession }>;

/** As it stands in events. */
export function actorOf(caller: KnownCaller): Actor {
  if (caller.type === 'service') return { type: 'service', id: caller.client.client.clientId };
  return { type: caller.type, id: caller.session.userId };
}

/** A caller of a route that takes no one without credentials. */
export type KnownCaller = Exclude<Caller, { readonly type: 'anyone' }>;

/** Why a session ends where the caller does not say. */
export function defaultReasonOf(caller: KnownCaller): RevocationReason {
  return caller.type === 'admin' ? 'ended-by-admin' : 'signed-out';
}
