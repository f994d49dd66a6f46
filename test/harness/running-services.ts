import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { loadPushGatewayConfig, startPushGateway } from '@atlasnode/push-gateway';
import { createLogger, generateServiceKey, SCOPES } from '@atlasnode/service-kit';
import { loadSessionApiConfig, startSessionApi } from '@atlasnode/session-api';
import type { Engine } from '@atlasnode/session-engine';
import { randomBytes } from 'node:crypto';
import { ApiClient } from './api-client.js';

export const ISSUER = 'https://sessions.example.com';
export const AUDIENCE = 'demo';
/** The client whose refresh tokens have no grace. */
export const GRACELESS = 'graceless';
/** The client whose users may have three sessions, the oldest of which makes room. */
export const LIMITED = 'limited';
export const SESSION_LIMIT = 3;

export interface RunningServices {
  readonly engine: Engine;
  readonly pushUrl: string;
  readonly serviceKey: string;
  /** Two session-api processes' worth of service on one store: what one acknowledges the other must honour. */
  readonly apis: readonly [ApiClient, ApiClient];
  /** The same services, called as another client. */
  as(clientId: typeof GRACELESS | typeof LIMITED): readonly [ApiClient, ApiClient];
  close(): Promise<void>;
}

/** Two session-api and a push gateway over one store, each with its own view, over real HTTP and WebSockets. */
export async function runServices(): Promise<RunningServices> {
  const keys = { demo: keyOf('demo'), [GRACELESS]: keyOf(GRACELESS), [LIMITED]: keyOf(LIMITED) };
  const engine = await openEmbeddedEngine({ path: ':memory:' });
  const logger = createLogger({ name: 'races', level: 'fatal' });
  const env = {
    ATLAS_PORT: '0',
    ATLAS_ISSUER: ISSUER,
    ATLAS_REQUEST_LOG: 'none',
    ATLAS_MASTER_KEYS: JSON.stringify([{ id: 'm1', key: randomBytes(32).toString('base64url') }]),
    ATLAS_KEY_SEALING_KEY: randomBytes(32).toString('base64url'),
    ATLAS_CLIENTS: JSON.stringify([
      client('demo', keys.demo),
      { ...client(GRACELESS, keys[GRACELESS]), policy: { graceMs: 0 } },
      { ...client(LIMITED, keys[LIMITED]), policy: { maxSessionsPerUser: SESSION_LIMIT } },
    ]),
  };
  const config = loadSessionApiConfig(env);
  const api = await startSessionApi({ config, engine, logger });
  const otherApi = await startSessionApi({ config, engine, logger });
  const gateway = await startPushGateway({ config: loadPushGatewayConfig(env), engine, logger });
  const clientsOf = (key: string): readonly [ApiClient, ApiClient] => [
    new ApiClient(api.url, key),
    new ApiClient(otherApi.url, key),
  ];
  return {
    engine,
    pushUrl: gateway.url,
    serviceKey: keys.demo.text,
    apis: clientsOf(keys.demo.text),
    as: (clientId) => clientsOf(keys[clientId].text),
    close: async () => {
      for (const service of [gateway, api, otherApi]) await service.close();
      await engine.close();
    },
  };
}

type ServiceKey = ReturnType<typeof generateServiceKey>;

function keyOf(clientId: string): ServiceKey {
  return generateServiceKey({ clientId, keyId: 'k1', scopes: SCOPES });
}

function client(clientId: string, { key }: ServiceKey) {
  return { clientId, audiences: [AUDIENCE], allowedRoles: '*', keys: [key] };
}
