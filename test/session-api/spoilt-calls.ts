import type { CallOptions } from './running-api.js';
import { RIGHT_CALLS, type Victims } from './right-calls.js';
import type { Operation } from './served-operations.js';

/** A right call with one thing wrong, and the problem it must get. */
export interface SpoiltCall {
  readonly name: string;
  readonly operation: Operation;
  readonly options: CallOptions;
  /** `as` what the right call is sent, unless the options say otherwise; `nobody` without any credentials. */
  readonly anonymous?: boolean;
  readonly expected: { readonly status: number; readonly code: string; readonly path?: string };
}

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const INVALID_INPUT = { status: 400, code: 'INVALID_INPUT' };
const MALFORMED_BODY = { status: 400, code: 'MALFORMED_BODY' };

function rightFields({ operationId }: Operation, victims: Victims): Readonly<Record<string, unknown>> {
  return RIGHT_CALLS[operationId]?.body?.(victims) ?? {};
}

/** The fields in the form that the route takes. */
export function bodyOf(operation: Operation, fields: Readonly<Record<string, unknown>>): CallOptions {
  if (!operation.isForm) return { json: fields };
  const form = new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)]));
  return { body: form.toString(), headers: { 'content-type': FORM_TYPE } };
}

export function rightBody(operation: Operation, victims: Victims): CallOptions {
  return operation.hasBody ? bodyOf(operation, rightFields(operation, victims)) : {};
}

/** Wrong types and unknown fields. */
export function wrongFields(operation: Operation, victims: Victims): readonly SpoiltCall[] {
  const right = rightFields(operation, victims);
  const wrong = Object.entries(RIGHT_CALLS[operation.operationId]?.wrong ?? {});
  return [...wrong, ['surplus', 1] as const].map(([field, value]) => ({
    name: field,
    operation,
    options: bodyOf(operation, { ...right, [field]: value }),
    expected: { ...INVALID_INPUT, path: field },
  }));
}

/** Bodies that are no object, or no JSON, or poisoned. */
export function brokenBodies(operation: Operation): readonly SpoiltCall[] {
  if (operation.isForm) {
    const repeated = { body: 'token=a&token=b', headers: { 'content-type': FORM_TYPE } };
    return [
      { name: 'repeated parameter', operation, options: repeated, expected: { ...INVALID_INPUT, path: 'token' } },
    ];
  }
  const others = [[], 'text', 5, null].map((json) => ({
    name: JSON.stringify(json),
    operation,
    options: { json },
    expected: INVALID_INPUT,
  }));
  const malformed = ['{"a":', '{"__proto__":{"x":1}}', '\u0000'].map((body) => ({
    name: body,
    operation,
    options: { body, headers: { 'content-type': JSON_TYPE } },
    expected: MALFORMED_BODY,
  }));
  return [...others, ...malformed];
}

/** Bodies that are too large, or of another type. */
export function unfitBodies(operation: Operation): readonly SpoiltCall[] {
  const [type, other] = operation.isForm ? [FORM_TYPE, JSON_TYPE] : [JSON_TYPE, FORM_TYPE];
  const sent = (body: string, contentType: string): CallOptions => ({ body, headers: { 'content-type': contentType } });
  const unsupported = { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' };
  return [
    {
      name: 'huge',
      operation,
      options: sent('x'.repeat(100_000), type),
      expected: { status: 413, code: 'BODY_TOO_LARGE' },
    },
    { name: 'other type', operation, options: sent('a=b', other), expected: unsupported },
    { name: 'XML', operation, options: sent('<a/>', 'application/xml'), expected: unsupported },
  ];
}

/** Ids in the address that are none, and queries. */
export function wrongAddresses(operation: Operation): readonly SpoiltCall[] {
  const ofSid = operation.path.includes('{sid}') ? ['not-a-sid', '01900000-0000-4000-8000-000000000000'] : [];
  const ids = operation.path.includes('{') ? ['%00', 'x'.repeat(200), ...ofSid] : [];
  const queries = ['limit=0', 'limit=1000', 'limit=many', 'after=', 'after=%00', 'surplus=1', 'limit=1&limit=2'];
  const paths = [
    ...ids.map((id) => operation.path.replace(/\{\w+\}/, id)),
    ...(/list\w*Sessions/.test(operation.operationId) ? queries.map((query) => `${operation.path}?${query}`) : []),
  ];
  return paths.map((path) => ({ name: path, operation: { ...operation, path }, options: {}, expected: INVALID_INPUT }));
}

/** Credentials that are missing, malformed, foreign or expired. */
export function wrongCredentials(
  operation: Operation,
  victims: Victims,
  foreign: Readonly<Record<string, string>>,
): readonly SpoiltCall[] {
  const options = rightBody(operation, victims);
  const takesTokens = operation.takes.includes('accessToken');
  const missing = {
    name: 'none',
    operation,
    options,
    anonymous: true,
    expected: { status: 401, code: 'CREDENTIALS_MISSING' },
  };
  const tokens = Object.entries(foreign).map(([name, as]) => ({
    name,
    operation,
    options: { ...options, as },
    expected: {
      status: 401,
      code: takesTokens ? (name === 'expired' ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID') : 'SERVICE_KEY_INVALID',
    },
  }));
  const keys = [`sk1.demo.all.${'A'.repeat(43)}`, 'sk1.demo', `sk1.${'x'.repeat(4_000)}`].map((as) => ({
    name: as.slice(0, 20),
    operation,
    options: { ...options, as },
    expected: { status: 401, code: 'SERVICE_KEY_INVALID' },
  }));
  return [...(RIGHT_CALLS[operation.operationId]?.as === undefined ? [] : [missing]), ...tokens, ...keys];
}

/** Refresh tokens of the right look that were never minted. */
export function forgedRefreshTokens(operation: Operation, { user }: Victims): readonly SpoiltCall[] {
  const { refreshToken, accessToken } = user;
  const parts = refreshToken.split('.');
  const forged = [
    'x',
    refreshToken.slice(0, -1),
    `${refreshToken}A`,
    refreshToken.replace('rt1', 'rt2'),
    parts.with(2, '01900000-0000-7000-8000-000000000000').join('.'),
    parts.with(3, '2').join('.'),
    parts.with(3, '01').join('.'),
    parts.with(4, 'A'.repeat(43)).join('.'),
    parts.with(5, 'A'.repeat(43)).join('.'),
    accessToken.slice(0, 300),
  ];
  return forged.map((text) => ({
    name: text,
    operation,
    options: { json: { refreshToken: text } },
    expected: { status: 401, code: 'REFRESH_TOKEN_INVALID' },
  }));
}
