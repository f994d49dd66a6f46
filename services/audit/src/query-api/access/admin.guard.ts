import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ProblemError } from '@atlasnode/service-kit';
import type { Verifier, VerifyFailure } from '@atlasnode/session-verifier';
import type { FastifyRequest } from 'fastify';
import type { AuditProblemCode } from '../audit-problems.js';
import { ADMIN_ROLE } from './admin-verifier.js';
import { VERIFIER } from './verifier.token.js';

const CODES: Readonly<Record<VerifyFailure['code'], AuditProblemCode>> = {
  TOKEN_MISSING: 'CREDENTIALS_MISSING',
  TOKEN_MALFORMED: 'TOKEN_INVALID',
  TOKEN_ALGORITHM: 'TOKEN_INVALID',
  TOKEN_SIGNATURE: 'TOKEN_INVALID',
  TOKEN_TYPE: 'TOKEN_INVALID',
  TOKEN_ISSUER: 'TOKEN_INVALID',
  TOKEN_AUDIENCE: 'TOKEN_INVALID',
  TOKEN_CLAIMS: 'TOKEN_INVALID',
  TOKEN_NOT_YET: 'TOKEN_INVALID',
  KEY_UNKNOWN: 'TOKEN_INVALID',
  TOKEN_EXPIRED: 'TOKEN_EXPIRED',
  SESSION_ENDED: 'SESSION_ENDED',
  KEYS_UNAVAILABLE: 'STALE',
  STALE: 'STALE',
};

/** Lets through who carries the access token of a live session with the audience and the role of administrators. */
@Injectable()
export class AdminGuard implements CanActivate {
  readonly #verifier: Verifier;

  constructor(@Inject(VERIFIER) verifier: Verifier) {
    this.#verifier = verifier;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { authorization } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    const token = /^Bearer +([^\s]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined)
      throw refusal('CREDENTIALS_MISSING', 'Expected the access token of an administrator as Bearer.');
    const result = await this.#verifier.verify(token);
    if (!result.ok) throw refusal(CODES[result.code], result.reason, { reason: result.code });
    if (!result.session.roles.includes(ADMIN_ROLE))
      throw new ProblemError('ROLE_MISSING', { detail: `Expected the role ${ADMIN_ROLE}.` });
    return true;
  }
}

function refusal(code: AuditProblemCode, detail: string, members: Readonly<Record<string, string>> = {}): ProblemError {
  const headers = code === 'STALE' ? { 'retry-after': '1' } : { 'www-authenticate': 'Bearer' };
  return new ProblemError(code, { detail, members, headers });
}
