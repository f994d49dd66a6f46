import { z } from 'zod';

const name = z.string().min(1);
const count = z.int().nonnegative();

/** Every claim is required: one that is absent, or of another type, is a failure and never consent. Those of JWT itself are the library's to check. */
const ticketClaims = z.object({
  sub: name,
  sid: name,
  uep: count,
  rep: count,
  roles: z.array(name),
  ctx: z.array(name),
  sexp: count,
  exp: count,
});

/** The session that a push ticket speaks for, as the ticket says it. */
export interface TicketSession {
  readonly sid: string;
  readonly userId: string;
  /** The epochs that the session was started in. */
  readonly userEpoch: number;
  readonly realmEpoch: number;
  readonly roles: readonly string[];
  /** The audience of the session (claim `ctx`): what its access tokens are for. */
  readonly audience: readonly string[];
  /** When a socket that came with this ticket ends: the access token's `exp`. */
  readonly endsAtMs: number;
}

export function readTicketClaims(claims: unknown): TicketSession | undefined {
  const { data } = ticketClaims.safeParse(claims);
  if (data === undefined) return undefined;
  const { sub, sid, uep, rep, roles, ctx, sexp } = data;
  return { sid, userId: sub, userEpoch: uep, realmEpoch: rep, roles, audience: ctx, endsAtMs: sexp * 1_000 };
}
