import type { ActorType, EndReason } from '@atlasnode/session-events';

/** Why a session ended. `unknown`: it is over, and nobody could say why any more. */
export interface SessionEnd {
  readonly sid?: string;
  readonly reason: EndReason | 'unknown';
  readonly by: ActorType | 'unknown';
  /** Unix milliseconds, by this machine's clock where the server did not say. */
  readonly atMs: number;
}

const USUAL_ACTORS: Readonly<Record<EndReason, ActorType>> = {
  'signed-out': 'user',
  'signed-out-elsewhere': 'user',
  'ended-by-admin': 'admin',
  'password-changed': 'user',
  'account-disabled': 'admin',
  'roles-changed': 'admin',
  security: 'system',
  'refresh-reuse': 'policy',
  'session-limit': 'policy',
  'sign-in-overtaken': 'policy',
  idle: 'policy',
  absolute: 'policy',
};

/** A reason from the wire; one that is newer than this SDK is `unknown`. */
export function readReason(value: unknown): EndReason | 'unknown' {
  return typeof value === 'string' && value in USUAL_ACTORS ? (value as EndReason) : 'unknown';
}

/** Who it usually is, where only the reason was said. */
export function usualActor(reason: EndReason | 'unknown'): ActorType | 'unknown' {
  return reason === 'unknown' ? 'unknown' : USUAL_ACTORS[reason];
}
