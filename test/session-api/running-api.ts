import { randomBytes } from 'node:crypto';
import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { createLogger, generateServiceKey, SCOPES, type RunningService, type Scope } from '@atlasnode/service-kit';
import type { Engine } from '@atlasnode/session-engine';
import {
  issueAdminCode,
  loadSessionApiConfig,
  startSessionApi,
  type SessionApiConfig,
  type SessionTokens,
} from '@atlasnode/session-api';

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

export interface CallOptions {
  readonly method?: string;
  /** A service key or access token. */
  readonly as?: string;
  readonly json?: unknown;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A whole session-api on an engine in memory, over real HTTP, with a clock that a spec may set. */
export interface RunningApi {
  readonly service: RunningService;
  readonly engine: Engine;
  readonly config: SessionApiConfig;
  /** All scopes. */
  readonly key: string;
  /** Of a client whose sessions idle out in a minute. */
  readonly shortKey: string;
  keyWith(...scopes: readonly Scope[]): string;
  readonly logged: string[];
  readonly clock: { offsetMs: number };
  call(path: string, options?: CallOptions): Promise<Answer>;
  start(request?: Record<string, unknown>): Promise<SessionTokens>;
  signInAdmin(adminId?: string): Promise<SessionTokens>;
  close(): Promise<void>;
}

export const ISSUER = 'https://sessions.example.com';

export async function runApi(
  env: Readonly<Record<string, string>> = {},
  around: (engine: Engine) => Engine = (engine) => engine,
): Promise<RunningApi> {
  const full = generateServiceKey({ clientId: 'demo', keyId: 'all', scopes: SCOPES });
  const single = SCOPES.map((scope) => ({
    scope,
    ...generateServiceKey({ clientId: 'demo', keyId: scope.replace(':', '-'), scopes: [scope] }),
  }));
  const short = generateServiceKey({ clientId: 'short', keyId: 'all', scopes: SCOPES });
  const clock = { offsetMs: 0 };
  const nowMs = (): number => Date.now() + clock.offsetMs;
  const config = loadSessionApiConfig({
    ATLAS_PORT: '0',
    ATLAS_ISSUER: ISSUER,
    ATLAS_MASTER_KEYS: JSON.stringify([{ id: 'm1', key: randomBytes(32).toString('base64url') }]),
    ATLAS_KEY_SEALING_KEY: randomBytes(32).toString('base64url'),
    ATLAS_SIGN_INS_PER_MINUTE: '1000',
    ATLAS_REFUSED_TOKENS_PER_MINUTE: '100000',
    ATLAS_CLIENTS: JSON.stringify([
      {
        clientId: 'demo',
        audiences: ['demo'],
        allowedRoles: ['member', 'editor'],
        keys: [full.key, ...single.slice(0, 7).map((one) => one.key)],
      },
      {
        clientId: 'short',
        audiences: ['demo'],
        allowedRoles: '*',
        policy: { idleTimeoutMs: 60_000 },
        keys: [short.key],
      },
    ]),
    ...env,
  });
  const logged: string[] = [];
  const logger = createLogger({
    name: 'session-api',
    level: 'trace',
    destination: { write: (line) => void logged.push(line) },
  });
  const engine = around(await openEmbeddedEngine({ path: ':memory:', nowMs }));
  const service = await startSessionApi({ config, engine, logger, nowMs });

  const call = async (path: string, { method = 'GET', as, json, body, headers }: CallOptions = {}): Promise<Answer> => {
    const response = await fetch(service.url + path, {
      method,
      headers: {
        ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? (body === undefined ? {} : { body }) : { body: JSON.stringify(json) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text },
      headers: response.headers,
    };
  };
  const tokensOf = ({ status, body }: Answer): SessionTokens => {
    if (status !== 201) throw new Error(`expected 201, was ${status}: ${JSON.stringify(body)}`);
    return body as SessionTokens;
  };
  return {
    service,
    engine,
    config,
    key: full.text,
    shortKey: short.text,
    keyWith: (...scopes) => single.find((one) => scopes.includes(one.scope))?.text ?? '',
    logged,
    clock,
    call,
    start: async (request = {}) =>
      tokensOf(
        await call('/v1/sessions', {
          method: 'POST',
          as: full.text,
          json: { userId: 'ada', roles: ['member'], ...request },
        }),
      ),
    signInAdmin: async (adminId = 'root') => {
      const { code } = await issueAdminCode(engine, { adminId, issuedBy: 'spec', nowMs: nowMs() });
      return tokensOf(await call('/v1/admin/sign-in', { method: 'POST', json: { code } }));
    },
    close: async () => {
      await service.close();
      await engine.close();
    },
  };
}
