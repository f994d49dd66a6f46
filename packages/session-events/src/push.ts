/**
 * What travels between the push gateway, browsers and verifiers: types only, so that a browser bundle takes nothing from here.
 * `docs/protocol/push.md` is the contract in prose.
 */
import type { ActorType } from './actor.js';
import type { EndReason } from './end-reason.js';
import type { RevocationRecord } from './notice.js';
import type { RecordedEvent } from './recorded-event.js';

export interface SessionEnded {
  readonly sid: string;
  readonly reason: EndReason;
  readonly by: ActorType;
  /** Unix milliseconds. */
  readonly at: number;
}

export interface RenewRequired {
  readonly sid: string;
  /** When the socket will be closed, Unix milliseconds. */
  readonly endsAt: number;
}

/** `data.code` of a refused handshake (`connect_error`) and of a refused renewal. `ROLE_MISSING`: a good ticket, but not an administrator's. */
export type PushRefusalCode =
  | 'TICKET_MISSING'
  | 'TICKET_INVALID'
  | 'TICKET_EXPIRED'
  | 'SESSION_ENDED'
  | 'ORIGIN_REFUSED'
  | 'ROLE_MISSING'
  | 'KEY_REFUSED'
  | 'STALE';

/** `data` of a refused handshake. */
export interface PushRefusal {
  readonly code: PushRefusalCode;
  /** With `SESSION_ENDED`, where the gateway still knows it: what `session:ended` would have said. */
  readonly ended?: SessionEnded;
}

export type RenewAnswer =
  | { readonly ok: true; readonly endsAt: number }
  | { readonly ok: false; readonly code: PushRefusalCode };

/** Namespace `/`: browsers. Handshake: `auth: { ticket }`. */
export interface BrowserServerEvents {
  'session:ended': (ended: SessionEnded, acknowledge: () => void) => void;
  'session:renew-required': (required: RenewRequired) => void;
}
export interface BrowserClientEvents {
  'session:renew': (ticket: string, answer: (answer: RenewAnswer) => void) => void;
}

/** All that a view holds, as of a record: what a verifier starts from. */
export interface ViewSnapshot {
  readonly position: number;
  /** The channel's time of the latest record seen, Unix milliseconds: the snapshot has every revocation acknowledged before it. */
  readonly asOfMs: number;
  readonly windowMs: number;
  readonly sessions: ReadonlyArray<{ readonly sid: string; readonly forgetAtMs: number }>;
  readonly users: ReadonlyArray<{
    readonly userId: string;
    readonly epoch: number;
    readonly exceptSid?: string;
    readonly forgetAtMs: number;
  }>;
  readonly realm?: { readonly epoch: number; readonly exceptSid?: string; readonly forgetAtMs: number };
}

/**
 * Namespace `/verifiers`: services. Handshake: `auth: { serviceKey, resume?: { position, asOfMs } }`. The gateway answers with the
 * records since, or with a snapshot where it cannot, and from then on with every record in order.
 */
export interface VerifierServerEvents {
  'revocations:snapshot': (snapshot: ViewSnapshot) => void;
  'revocations:records': (records: readonly RevocationRecord[]) => void;
}
export interface VerifierResume {
  readonly position: number;
  readonly asOfMs: number;
}

/** Namespace `/admin`: the live feed. Handshake: `auth: { ticket }` of an administrator's session. */
export interface AdminServerEvents {
  'feed:event': (event: RecordedEvent) => void;
  'session:ended': (ended: SessionEnded, acknowledge: () => void) => void;
  'session:renew-required': (required: RenewRequired) => void;
}
