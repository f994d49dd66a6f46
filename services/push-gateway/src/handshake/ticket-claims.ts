import type { JwtPayload } from 'jsonwebtoken';

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

/** @returns undefined where a claim is absent or of another type: absence is never consent. */
export function readTicketClaims(claims: JwtPayload): TicketSession | undefined {
  const { sub, sid, uep, rep, roles, ctx, sexp, exp } = claims as Readonly<Record<string, unknown>>;
  if (!isName(sub) || !isName(sid)) return undefined;
  if (!isCount(uep) || !isCount(rep)) return undefined;
  if (!isCount(sexp) || !isCount(exp)) return undefined;
  if (!isListOfNames(roles) || !isListOfNames(ctx)) return undefined;
  return { sid, userId: sub, userEpoch: uep, realmEpoch: rep, roles, audience: ctx, endsAtMs: sexp * 1000 };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isListOfNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isName);
}
