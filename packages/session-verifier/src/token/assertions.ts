import { failure, type VerifyFailure } from '../result.js';
import type { TokenHeader } from './token-header.js';

export type Claims = Readonly<Record<string, unknown>>;

export interface Expectations {
  /** Media type without `application/`, lower case. */
  readonly type: string;
  readonly issuer: string;
  /** One of these must be among the token's. */
  readonly audiences: readonly string[];
  /** Whether the claims that tie a token to its session must be there. */
  readonly ofSession: boolean;
  readonly clockToleranceMs: number;
}

export interface Presented {
  readonly header: TokenHeader;
  readonly claims: Claims;
  readonly nowMs: number;
}

type Assertion = (presented: Presented, expected: Expectations) => VerifyFailure | undefined;

/** In this order, after the signature; the first that fails is the answer. */
const ASSERTIONS: readonly Assertion[] = [
  assertType,
  assertIssuer,
  assertAudience,
  assertSubject,
  assertTimes,
  assertTokenId,
  assertClient,
  assertRoles,
  assertSession,
  assertEpochs,
  assertNotEarly,
  assertNotExpired,
];

export function assertAll(presented: Presented, expected: Expectations): VerifyFailure | undefined {
  for (const assertion of ASSERTIONS) {
    const failed = assertion(presented, expected);
    if (failed !== undefined) return failed;
  }
  return undefined;
}

/** RFC 9068 §4: the resource server MUST verify that `typ` is `at+jwt` or `application/at+jwt`, and reject any other. */
function assertType({ header }: Presented, { type }: Expectations): VerifyFailure | undefined {
  return header.type === type ? undefined : failure('TOKEN_TYPE', `The token's typ is not ${type}.`);
}

/** RFC 9068 §4: the issuer MUST exactly match. */
function assertIssuer({ claims }: Presented, { issuer }: Expectations): VerifyFailure | undefined {
  return claims['iss'] === issuer ? undefined : failure('TOKEN_ISSUER', 'The token is from another issuer.');
}

/** RFC 9068 §4: the audience MUST contain the resource server. */
function assertAudience({ claims }: Presented, { audiences }: Expectations): VerifyFailure | undefined {
  const presented = audienceOf(claims);
  if (presented === undefined) return missing('aud');
  return audiences.some((audience) => presented.includes(audience))
    ? undefined
    : failure('TOKEN_AUDIENCE', 'The token is for another audience.');
}

function assertSubject({ claims }: Presented): VerifyFailure | undefined {
  return isText(claims['sub']) ? undefined : missing('sub');
}

function assertTimes({ claims }: Presented): VerifyFailure | undefined {
  if (!isNumericDate(claims['exp'])) return missing('exp');
  if (!isNumericDate(claims['iat'])) return missing('iat');
  return claims['nbf'] === undefined || isNumericDate(claims['nbf']) ? undefined : missing('nbf');
}

function assertTokenId({ claims }: Presented): VerifyFailure | undefined {
  return isText(claims['jti']) ? undefined : missing('jti');
}

function assertClient({ claims }: Presented): VerifyFailure | undefined {
  return isText(claims['client_id']) ? undefined : missing('client_id');
}

function assertRoles({ claims }: Presented): VerifyFailure | undefined {
  const roles = claims['roles'];
  return roles === undefined || (Array.isArray(roles) && roles.every((role) => typeof role === 'string'))
    ? undefined
    : missing('roles');
}

function assertSession({ claims }: Presented, { ofSession }: Expectations): VerifyFailure | undefined {
  if (!ofSession && claims['sid'] === undefined) return undefined;
  return isText(claims['sid']) ? undefined : missing('sid');
}

function assertEpochs({ claims }: Presented, { ofSession }: Expectations): VerifyFailure | undefined {
  if (!ofSession && claims['uep'] === undefined && claims['rep'] === undefined) return undefined;
  if (!isEpoch(claims['uep'])) return missing('uep');
  return isEpoch(claims['rep']) ? undefined : missing('rep');
}

/** RFC 7519 §4.1.5. */
function assertNotEarly({ claims, nowMs }: Presented, { clockToleranceMs }: Expectations): VerifyFailure | undefined {
  const notBefore = claims['nbf'];
  return typeof notBefore !== 'number' || notBefore * 1000 <= nowMs + clockToleranceMs
    ? undefined
    : failure('TOKEN_NOT_YET', 'The token is not valid yet.');
}

/** RFC 7519 §4.1.4: on or after `exp` the token MUST NOT be accepted; a small leeway for clock skew is allowed. */
function assertNotExpired({ claims, nowMs }: Presented, { clockToleranceMs }: Expectations): VerifyFailure | undefined {
  return nowMs < Number(claims['exp']) * 1000 + clockToleranceMs ? undefined : expired();
}

export function expired(): VerifyFailure {
  return failure('TOKEN_EXPIRED', 'The token has expired.');
}

/** `aud` is one text or a list of them (RFC 7519 §4.1.3); undefined where it is neither. */
export function audienceOf(claims: Claims): readonly string[] | undefined {
  const audience = claims['aud'];
  if (isText(audience)) return [audience];
  return Array.isArray(audience) && audience.length > 0 && audience.every(isText) ? audience : undefined;
}

function missing(claim: string): VerifyFailure {
  return failure('TOKEN_CLAIMS', `The claim ${claim} is absent or not of its type.`);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0;
}

function isNumericDate(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isEpoch(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
