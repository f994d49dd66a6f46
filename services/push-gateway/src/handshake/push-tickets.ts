import jwt from 'jsonwebtoken';
import { readTicketClaims, type TicketSession } from './ticket-claims.js';
import type { PublicKey, PublicKeys } from './public-keys.js';

export const TICKET_TYPE = 'push+jwt';
export const TICKET_AUDIENCE = 'atlas-push';

export type TicketVerdict =
  | { readonly ok: true; readonly session: TicketSession }
  | { readonly ok: false; readonly code: 'TICKET_MISSING' | 'TICKET_INVALID' | 'TICKET_EXPIRED' };

const INVALID = { ok: false, code: 'TICKET_INVALID' } as const;
const EXPIRED = { ok: false, code: 'TICKET_EXPIRED' } as const;

export interface PushTicketsOptions {
  readonly issuer: string;
  readonly keys: PublicKeys;
  readonly nowMs: () => number;
  /** How far the clocks of this process and of the ticket's issuer may differ. */
  readonly clockSkewMs: number;
}

/** Verifies push tickets: the signature by the key its kid names, with that key's algorithm alone, then each claim. */
export class PushTickets {
  readonly #options: PushTicketsOptions;

  constructor(options: PushTicketsOptions) {
    this.#options = options;
  }

  async verify(ticket: unknown): Promise<TicketVerdict> {
    if (ticket === undefined || ticket === null || ticket === '') return { ok: false, code: 'TICKET_MISSING' };
    const kid = kidOf(ticket);
    const key = kid === undefined ? undefined : await this.#options.keys.find(kid);
    return key === undefined || typeof ticket !== 'string' ? INVALID : this.#verifyWith(key, ticket);
  }

  #verifyWith({ key, algorithm }: PublicKey, ticket: string): TicketVerdict {
    const { issuer, nowMs, clockSkewMs } = this.#options;
    try {
      const claims = jwt.verify(ticket, key, {
        algorithms: [algorithm],
        issuer,
        audience: TICKET_AUDIENCE,
        clockTimestamp: Math.floor(nowMs() / 1_000),
        clockTolerance: Math.ceil(clockSkewMs / 1_000),
      });
      const session = readTicketClaims(claims);
      if (session === undefined) return INVALID;
      return session.endsAtMs <= nowMs() ? EXPIRED : { ok: true, session };
    } catch (error) {
      return error instanceof jwt.TokenExpiredError ? EXPIRED : INVALID;
    }
  }
}

/** Before the signature is checked, so nothing but which key to check it with is taken from it. RFC 8725 §3.11: another `typ` is another kind of token. */
function kidOf(ticket: unknown): string | undefined {
  if (typeof ticket !== 'string') return undefined;
  const header = headerOf(ticket);
  return header?.typ === TICKET_TYPE && typeof header.kid === 'string' ? header.kid : undefined;
}

/** `decode` throws where a header says `typ: JWT` over a payload that is not JSON: that is a bad ticket, and no fault of the gateway. */
function headerOf(ticket: string): jwt.JwtHeader | undefined {
  try {
    return jwt.decode(ticket, { complete: true })?.header;
  } catch {
    return undefined;
  }
}
