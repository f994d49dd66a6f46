import type { VerifiedSession } from '@atlasnode/session-verifier';
import type { SigningKeys } from '../signing-keys/signing-keys.js';

export const PUSH_AUDIENCE = 'atlas-push';
export const PUSH_TICKET_LIFETIME_MS = 30_000;

/** A ticket for one handshake with the push gateway: the browser shows it there, never its cookies. */
export function issuePushTicket(
  session: VerifiedSession,
  issuer: string,
  keys: Pick<SigningKeys, 'sign'>,
  nowMs: number,
): { readonly ticket: string; readonly expiresAtMs: number } {
  const exp = Math.floor(Math.min(nowMs + PUSH_TICKET_LIFETIME_MS, session.expiresAtMs) / 1_000);
  const ticket = keys.sign(
    {
      iss: issuer,
      sub: session.userId,
      aud: PUSH_AUDIENCE,
      exp,
      iat: Math.floor(nowMs / 1_000),
      sid: session.sid,
      uep: session.userEpoch,
      rep: session.realmEpoch,
      roles: session.roles,
      // When the socket ends unless it is renewed: with the token it was opened for.
      sexp: Math.floor(session.expiresAtMs / 1_000),
      // What the session is for, so that the gateway's /admin can demand its own.
      ctx: session.audience,
    },
    'push+jwt',
  );
  return { ticket, expiresAtMs: exp * 1_000 };
}
