import jwt, { type JwtPayload } from 'jsonwebtoken';
import { readTicketClaims, type TicketSession } from './ticket-claims.js';
import type { PublicKeys } from './public-keys.js';

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
    if (typeof ticket !== 'string') return INVALID;
    const kid = kidOf(ticket);
    const key = kid === undefined ? undefined : await this.#options.keys.find(kid);
    if (key === undefined) return INVALID;
    try {
      const { payload } = jwt.verify(ticket, key.key, {
        algorithms: [key.algorithm],
        issuer: this.#options.issuer,
        audience: TICKET_AUDIENCE,
        clockTimestamp: Math.floor(this.#options.nowMs() / 1000),
        clockTolerance: Math.ceil(this.#options.clockSkewMs / 1000),
        complete: true,
      });
      return typeof payload === 'string' ? INVALID : this.#judge(payload);
    } catch (error) {
      return error instanceof jwt.TokenExpiredError ? EXPIRED : INVALID;
    }
  }

  #judge(payload: JwtPayload): TicketVerdict {
    const session = readTicketClaims(payload);
    if (session === undefined) return INVALID;
    return session.endsAtMs <= this.#options.nowMs() ? EXPIRED : { ok: true, session };
  }
}

/** Before the signature is checked, so nothing but which key to check it with is taken from it. RFC 8725 §3.11: another `typ` is another kind of token. */
function kidOf(ticket: string): string | undefined {
  const header = jwt.decode(ticket, { complete: true })?.header;
  return header?.typ === TICKET_TYPE && typeof header.kid === 'string' ? header.kid : undefined;
}
