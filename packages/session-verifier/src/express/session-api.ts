import { isRecord, readProblemCode, textIn } from './read-body.js';
import type { Refusal } from './refusal.js';

export type ApiBody = Readonly<Record<string, unknown>>;

/**
 * What a call came to. `unavailable`: no answer, or one that says nothing of the session; nobody is signed out for it. Its `cause`, if any,
 * is the code with which this backend itself was refused.
 */
export type ApiAnswer =
  | { readonly kind: 'ok'; readonly status: number; readonly body: ApiBody }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly code: string;
      readonly detail: string;
      readonly endReason?: string;
    }
  | { readonly kind: 'unavailable'; readonly cause?: string };

export interface ApiCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** A service key or an access token. */
  readonly credential: string;
  readonly body?: object;
  readonly idempotencyKey?: string;
}

export interface SessionApiOptions {
  readonly apiUrl: string | URL;
  readonly deadlineMs: number;
  readonly onFault: (error: Error) => void;
}

/** Refused by the API for what the person or the page sent. Anything else is between this backend and the API, and looks to a browser like no answer. */
const PASSED_ON: ReadonlySet<number> = new Set([400, 401, 403, 404, 409, 422, 429]);
/** Codes of such a status that accuse this backend's own configuration. */
const OURS: ReadonlySet<string> = new Set([
  'SERVICE_KEY_INVALID',
  'CREDENTIALS_MISSING',
  'SCOPE_MISSING',
  'AUDIENCE_NOT_ALLOWED',
  'ROLE_NOT_ALLOWED',
]);

/** The session API over HTTP, each call with a deadline. Never throws for what may happen on a network. */
export class SessionApi {
  readonly #options: SessionApiOptions;

  constructor(options: SessionApiOptions) {
    this.#options = options;
  }

  async call(call: ApiCall): Promise<ApiAnswer> {
    try {
      return this.#read(call, await this.#send(call));
    } catch (error) {
      this.#options.onFault(new Error(`${call.method} ${call.path} had no answer`, { cause: error }));
      return { kind: 'unavailable' };
    }
  }

  async #send({ method, path, credential, body, idempotencyKey }: ApiCall): Promise<{ status: number; body: unknown }> {
    const response = await fetch(new URL(path, this.#options.apiUrl), {
      method,
      headers: {
        authorization: `Bearer ${credential}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(this.#options.deadlineMs),
    });
    return { status: response.status, body: await response.json().catch(() => undefined) };
  }

  #read(call: ApiCall, { status, body }: { status: number; body: unknown }): ApiAnswer {
    if (status < 300 && isRecord(body)) return { kind: 'ok', status, body };
    const code = readProblemCode(body);
    if (code !== undefined && PASSED_ON.has(status) && !OURS.has(code)) return refusedWith(status, code, body);
    this.#options.onFault(new Error(`${call.method} ${call.path} answered ${status} ${code ?? ''}`.trimEnd()));
    return { kind: 'unavailable', ...(code === undefined ? {} : { cause: code }) };
  }
}

function refusedWith(status: number, code: string, body: unknown): ApiAnswer {
  const endReason = textIn(body, 'endReason');
  const detail = textIn(body, 'detail') ?? textIn(body, 'title') ?? code;
  return { kind: 'refused', status, code, detail, ...(endReason === undefined ? {} : { endReason }) };
}

/** A refusal of the API, as this backend passes it on. */
export function toRefusal({ code, status, detail, endReason }: Extract<ApiAnswer, { kind: 'refused' }>): Refusal {
  return { code, status, reason: detail, ...(endReason === undefined ? {} : { endReason }) };
}
