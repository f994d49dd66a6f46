import { looksLikeServiceKey, type ClientRegistry, type ProblemError } from '@atlasnode/service-kit';
import type { VerifiedSession, Verifier, VerifyFailure } from '@atlasnode/session-verifier';
import { problem } from '../problems.js';
import type { AccessRule } from './access-rule.js';
import { ADMIN_AUDIENCE, ADMIN_ROLE } from './admin-identity.js';
import type { Caller } from './caller.js';

const BEARER = /^bearer +([^\s,]+) *$/i;

/** RFC 6750 §3: what a 401 must say. */
const CHALLENGE = { 'www-authenticate': 'Bearer' };
const INVALID_TOKEN = { 'www-authenticate': 'Bearer error="invalid_token"' };

/** Decides who a caller is and whether a route's rule lets them in. */
export class Authenticator {
  readonly #clients: ClientRegistry;
  readonly #verifier: Pick<Verifier, 'verify'>;

  constructor(clients: ClientRegistry, verifier: Pick<Verifier, 'verify'>) {
    this.#clients = clients;
    this.#verifier = verifier;
  }

  /** @throws ProblemError where the credentials are missing, wrong or not enough */
  authenticate(authorization: string | undefined, rule: AccessRule): Caller | Promise<Caller> {
    if (authorization === undefined) {
      if (rule.anyone === true) return { type: 'anyone' };
      throw problem('CREDENTIALS_MISSING', {
        detail: `Send Authorization: Bearer with ${expectedBy(rule)}.`,
        headers: CHALLENGE,
      });
    }
    const [, credential] = BEARER.exec(authorization) ?? [];
    if (credential === undefined)
      throw problem('CREDENTIALS_MISSING', {
        detail: `Expected Authorization: Bearer with ${expectedBy(rule)}.`,
        headers: CHALLENGE,
      });
    if (looksLikeServiceKey(credential)) return this.#service(credential, rule);
    if (rule.user !== true && rule.admin !== true)
      throw problem('SERVICE_KEY_INVALID', { detail: 'Expected a service key.', headers: INVALID_TOKEN });
    return this.#signedIn(credential, rule);
  }

  #service(key: string, rule: AccessRule): Caller {
    const client = this.#clients.authenticateServiceKey(key);
    if (client === undefined) throw problem('SERVICE_KEY_INVALID', { headers: INVALID_TOKEN });
    if (rule.service === undefined)
      throw problem('TOKEN_INVALID', {
        detail: `Expected ${expectedBy(rule)}, not a service key.`,
        headers: INVALID_TOKEN,
      });
    if (rule.service !== 'any' && !client.scopes.has(rule.service))
      throw problem('SCOPE_MISSING', {
        detail: `The service key needs the scope ${rule.service}.`,
        members: { scope: rule.service },
      });
    return { type: 'service', client };
  }

  async #signedIn(token: string, rule: AccessRule): Promise<Caller> {
    const result = await this.#verifier.verify(token);
    if (!result.ok) throw verifyProblem(result);
    const admin = isAdmin(result.session);
    if (admin && rule.admin === true) return { type: 'admin', session: result.session };
    if (rule.user === true) return { type: 'user', session: result.session };
    throw problem('ROLE_MISSING', {
      detail: `Expected the audience ${ADMIN_AUDIENCE} and the role ${ADMIN_ROLE}.`,
      members: { role: ADMIN_ROLE },
    });
  }
}

function isAdmin(session: VerifiedSession): boolean {
  return session.audience.includes(ADMIN_AUDIENCE) && session.roles.includes(ADMIN_ROLE);
}

function verifyProblem(failure: VerifyFailure): ProblemError {
  const details = { detail: failure.reason, headers: INVALID_TOKEN, members: { reason: failure.code } };
  switch (failure.code) {
    case 'TOKEN_EXPIRED':
      return problem('TOKEN_EXPIRED', details);
    case 'SESSION_ENDED':
      return problem('SESSION_ENDED', details);
    case 'STALE':
      return problem('STALE', { detail: failure.reason, headers: { 'retry-after': '1' } });
    case 'KEYS_UNAVAILABLE':
      return problem('UNAVAILABLE', { detail: failure.reason, headers: { 'retry-after': '1' } });
    default:
      return problem('TOKEN_INVALID', details);
  }
}

function expectedBy(rule: AccessRule): string {
  const kinds = [
    ...(rule.service === undefined ? [] : ['a service key']),
    ...(rule.user === true ? ['an access token'] : rule.admin === true ? ["an administrator's access token"] : []),
  ];
  return kinds.join(' or ');
}
