import type { PushRefusalCode, VerifierResume } from '@atlasnode/session-events/push';
import type { RevocationView } from '@atlasnode/session-verifier';
import type { Admission } from '../push-types.js';
import type { RecordLog } from '../verifiers/record-log.js';
import type { PushTickets, TicketVerdict } from './push-tickets.js';
import { RefusedHandshake } from './refused-handshake.js';
import type { TicketSession } from './ticket-claims.js';

const ADMIN_AUDIENCE = 'atlas-admin';
const ADMIN_ROLE = 'admin';

/** The client a service key belongs to; undefined where the key is not good for reading revocations. */
export type ServiceKeys = (text: string) => { readonly clientId: string; readonly endsAtMs?: number } | undefined;

export interface AuthenticatorOptions {
  readonly tickets: PushTickets;
  readonly serviceKeys: ServiceKeys;
  readonly view: RevocationView;
  readonly log: RecordLog;
  readonly nowMs: () => number;
  /** Beyond it the view is too old to let anybody in. */
  readonly maxStalenessMs: number;
}

type Credentials = Readonly<Record<string, unknown>>;

/** Decides who may be in a namespace. A namespace it does not know admits nobody. */
export class Authenticator {
  readonly #options: AuthenticatorOptions;

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
  }

  /** @throws RefusedHandshake */
  async admit(namespace: string, credentials: Credentials): Promise<Admission> {
    switch (namespace) {
      case '/':
      case '/admin':
        return { kind: 'session', session: admitted(await this.judgeTicket(namespace, credentials['ticket'])) };
      case '/verifiers':
        return this.#admitService(credentials);
      default:
        throw new RefusedHandshake('TICKET_INVALID');
    }
  }

  /** For a handshake and for a renewal alike: what is said of the session's end comes before what is said of the view's age. */
  async judgeTicket(
    namespace: string,
    ticket: unknown,
  ): Promise<
    TicketVerdict | { readonly ok: false; readonly code: PushRefusalCode; readonly refused: RefusedHandshake }
  > {
    const verdict = await this.#options.tickets.verify(ticket);
    if (!verdict.ok) return verdict;
    const refused = this.#refusalOf(namespace, verdict.session);
    return refused === undefined ? verdict : { ok: false, code: refused.data.code, refused };
  }

  #refusalOf(namespace: string, session: TicketSession): RefusedHandshake | undefined {
    const { view, log } = this.#options;
    if (view.isRevoked(session)) return new RefusedHandshake('SESSION_ENDED', log.endOf(session));
    if (namespace === '/admin' && !isAdministrator(session)) return new RefusedHandshake('ROLE_MISSING');
    return this.#isStale() ? new RefusedHandshake('STALE') : undefined;
  }

  #admitService({ serviceKey, resume }: Credentials): Admission {
    const client = typeof serviceKey === 'string' ? this.#options.serviceKeys(serviceKey) : undefined;
    if (client === undefined) throw new RefusedHandshake('KEY_REFUSED');
    if (this.#isStale()) throw new RefusedHandshake('STALE');
    return { kind: 'service', ...client, ...(isResume(resume) ? { resume } : {}) };
  }

  #isStale(): boolean {
    return this.#options.view.stalenessMs(this.#options.nowMs()) > this.#options.maxStalenessMs;
  }
}

function admitted(verdict: Awaited<ReturnType<Authenticator['judgeTicket']>>): TicketSession {
  if (verdict.ok) return verdict.session;
  throw 'refused' in verdict ? verdict.refused : new RefusedHandshake(verdict.code);
}

/** The audience, which no service key can mint through an ordinary start, and the role. */
function isAdministrator(session: TicketSession): boolean {
  return session.audience.includes(ADMIN_AUDIENCE) && session.roles.includes(ADMIN_ROLE);
}

/** One that cannot be read is as none: the verifier then starts from a snapshot. */
function isResume(value: unknown): value is VerifierResume {
  if (typeof value !== 'object' || value === null || !('position' in value) || !('asOfMs' in value)) return false;
  return Number.isSafeInteger(value.position) && Number.isSafeInteger(value.asOfMs);
}
