import type { Request, Response } from 'express';
import { deviceOf } from './device-of.js';
import type { OriginRule } from './origin-rule.js';
import { numberIn } from './read-body.js';
import { ORIGIN_REFUSED, UNAVAILABLE, type Refusal } from './refusal.js';
import { toRefusal, type SessionApi } from './session-api.js';
import type { SessionKeeper } from './session-keeper.js';
import { readTokens } from './session-tokens.js';

/** A person that the application has authenticated its own way. */
export interface SignIn {
  readonly userId: string;
  readonly roles?: readonly string[];
  /** The client's audiences where it is left out. */
  readonly audience?: readonly string[];
  /** How the person was authenticated (RFC 8176), e.g. `['pwd', 'otp']`. */
  readonly amr?: readonly string[];
  readonly acr?: string;
  /** When; Unix milliseconds, now where it is left out. */
  readonly authTimeMs?: number;
  /** A name for the device, for the list of devices. */
  readonly label?: string;
  /** From `epochsOf`, read *before* the password was checked: a sign-in that a revocation overtook is refused then (`SIGN_IN_OVERTAKEN`). */
  readonly epochs?: SignInEpochs;
  /** Another client's key than the skin's own, e.g. one with a shorter idle timeout. */
  readonly serviceKey?: string;
  /** Visible ASCII, up to 255 characters: a repeat of the same sign-in gets the same session. */
  readonly idempotencyKey?: string;
}

export interface SignInEpochs {
  readonly user: number;
  readonly realm: number;
}

export type SignInResult =
  | {
      readonly ok: true;
      readonly sid: string;
      readonly userId: string;
      readonly roles: readonly string[];
      readonly accessTokenExpiresAtMs: number;
    }
  | { readonly ok: false; readonly refusal: Refusal };

export interface SignInParts {
  readonly api: SessionApi;
  readonly keeper: SessionKeeper;
  readonly origins: OriginRule;
  readonly serviceKey: string;
}

export async function signIn(parts: SignInParts, req: Request, res: Response, person: SignIn): Promise<SignInResult> {
  // Else another page could sign its visitor in as somebody else.
  if (!parts.origins.allows(req)) return { ok: false, refusal: ORIGIN_REFUSED };
  const { label, serviceKey = parts.serviceKey, idempotencyKey, ...body } = person;
  const answer = await parts.api.call({
    method: 'POST',
    path: '/v1/sessions',
    credential: serviceKey,
    body: { ...body, device: deviceOf(req, label) },
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
  if (answer.kind === 'refused') return { ok: false, refusal: toRefusal(answer) };
  if (answer.kind === 'unavailable') return { ok: false, refusal: misconfigured(answer.cause) };
  const tokens = readTokens(answer.body);
  if (tokens === undefined) return { ok: false, refusal: UNAVAILABLE };
  parts.keeper.give(req, res, tokens);
  const { userId, roles } = tokens.session;
  return { ok: true, sid: tokens.sid, userId, roles, accessTokenExpiresAtMs: tokens.accessTokenExpiresAtMs };
}

/** A code here is about the service key, not about the person: it is for whoever set the application up. */
function misconfigured(cause: string | undefined): Refusal {
  return cause === undefined
    ? UNAVAILABLE
    : {
        ...UNAVAILABLE,
        reason: `The session service refused this backend: ${cause}.`,
        action: 'Check the service key and what its client may do.',
      };
}

/** undefined where the session service did not answer. */
export async function epochsOf({ api, serviceKey }: SignInParts, userId: string): Promise<SignInEpochs | undefined> {
  const answer = await api.call({
    method: 'GET',
    path: `/v1/users/${encodeURIComponent(userId)}/epochs`,
    credential: serviceKey,
  });
  const body = answer.kind === 'ok' ? answer.body : undefined;
  const user = numberIn(body, 'user');
  const realm = numberIn(body, 'realm');
  return user === undefined || realm === undefined ? undefined : { user, realm };
}
