/** A client of session-api's HTTP with nothing clever in it: one method a call, the answer as it came. */

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
}

export interface Tokens {
  readonly sid: string;
  readonly accessToken: string;
  readonly accessTokenExpiresAtMs: number;
  readonly refreshToken: string;
  readonly session: {
    readonly userId: string;
    readonly status: string;
    readonly createdAtMs: number;
    readonly rotatedAtMs: number;
  };
  readonly rotated?: boolean;
}

export interface SessionView {
  readonly sid: string;
  readonly userId: string;
  readonly status: string;
  readonly endReason?: string;
}

interface Call {
  readonly bearer?: string;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const DEADLINE_MS = 15_000;

export class ApiClient {
  readonly url: string;
  readonly #serviceKey: string;

  constructor(url: string, serviceKey: string) {
    this.url = url;
    this.#serviceKey = serviceKey;
  }

  start(
    body: { readonly userId: string; readonly [field: string]: unknown },
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<Tokens>> {
    return this.#send<Tokens>('POST', '/v1/sessions', { bearer: this.#serviceKey, json: body, headers });
  }

  refresh(refreshToken: string, active = false): Promise<Answer<Tokens>> {
    return this.#send<Tokens>('POST', '/v1/sessions/refresh', { json: { refreshToken, active } });
  }

  revoke(sid: string, reason = 'security'): Promise<Answer> {
    return this.#send('POST', `/v1/sessions/${sid}/revoke`, { bearer: this.#serviceKey, json: { reason } });
  }

  revokeUser(userId: string, body: { readonly reason?: string; readonly except?: string } = {}): Promise<Answer> {
    return this.#send('POST', `/v1/users/${encodeURIComponent(userId)}/sessions/revoke`, {
      bearer: this.#serviceKey,
      json: body,
    });
  }

  revokeEveryone(bearer = this.#serviceKey): Promise<Answer> {
    return this.#send('POST', '/v1/sessions/revoke-all', { bearer, json: { reason: 'security' } });
  }

  introspect(token: string): Promise<Answer<{ readonly active: boolean }>> {
    return this.#send<{ readonly active: boolean }>('POST', '/v1/introspect', {
      bearer: this.#serviceKey,
      form: { token },
    });
  }

  session(sid: string): Promise<Answer<SessionView>> {
    return this.#send<SessionView>('GET', `/v1/sessions/${sid}`, { bearer: this.#serviceKey });
  }

  sessionsOf(userId: string): Promise<Answer<{ readonly items: readonly SessionView[] }>> {
    return this.#send<{ readonly items: readonly SessionView[] }>(
      'GET',
      `/v1/users/${encodeURIComponent(userId)}/sessions`,
      { bearer: this.#serviceKey },
    );
  }

  signInAdmin(code: string): Promise<Answer<Tokens>> {
    return this.#send<Tokens>('POST', '/v1/admin/sign-in', { json: { code } });
  }

  async #send<Body = Record<string, unknown>>(method: string, path: string, call: Call): Promise<Answer<Body>> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(call.bearer === undefined ? {} : { authorization: `Bearer ${call.bearer}` }),
        ...(call.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(call.form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...call.headers,
      },
      ...bodyOf(call),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
  }
}

function bodyOf(call: Call): { readonly body?: string } {
  if (call.json !== undefined) return { body: JSON.stringify(call.json) };
  return call.form === undefined ? {} : { body: new URLSearchParams(call.form).toString() };
}
