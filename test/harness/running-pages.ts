import { loadAdminConsoleConfig, startAdminConsole } from '@atlasnode/admin-console';
import { loadAuditConfig, startAudit } from '@atlasnode/audit';
import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { loadPushGatewayConfig, startPushGateway } from '@atlasnode/push-gateway';
import { createLogger, generateServiceKey, SCOPES, type Client } from '@atlasnode/service-kit';
import { issueAdminCode, loadSessionApiConfig, startSessionApi } from '@atlasnode/session-api';
import { createWebApp } from '@atlasnode/web-app';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiClient } from './api-client.js';
import { PageVisitor } from './page-visitor.js';

const ISSUER = 'https://sessions.example.com';
const DEMO_ORIGIN = 'https://demo.example.com';
const CONSOLE_ORIGIN = 'https://console.example.com';

export interface RunningPages {
  readonly api: ApiClient;
  /** A browser of its own, at the demo or at the console. */
  visitDemo(): PageVisitor;
  visitConsole(): PageVisitor;
  adminCode(adminId: string): Promise<string>;
  close(): Promise<void>;
}

/** The demo and the console over the services they use, on one store in memory. */
export async function runPages(): Promise<RunningPages> {
  const keys = { demo: keyOf('demo'), short: keyOf('demo-short'), console: keyOf('atlas-console') };
  const engine = await openEmbeddedEngine({ path: ':memory:' });
  const logger = createLogger({ name: 'pages', level: 'silent' });
  const env = {
    ATLAS_PORT: '0',
    ATLAS_ISSUER: ISSUER,
    ATLAS_REQUEST_LOG: 'none',
    ATLAS_MASTER_KEYS: JSON.stringify([{ id: 'm1', key: randomBytes(32).toString('base64url') }]),
    ATLAS_KEY_SEALING_KEY: randomBytes(32).toString('base64url'),
    ATLAS_CLIENTS: JSON.stringify([
      client('demo', 'demo', keys.demo),
      { ...client('demo-short', 'demo', keys.short), policy: { idleTimeoutMs: 60_000, graceMs: 15_000 } },
      client('atlas-console', 'atlas-admin', keys.console),
    ]),
  };
  const api = await startSessionApi({ config: loadSessionApiConfig(env), engine, logger });
  const gateway = await startPushGateway({ config: loadPushGatewayConfig(env), engine, logger });
  const audit = await startAudit({ config: loadAuditConfig(env), engine, logger });
  const adminConsole = await startAdminConsole({
    config: loadAdminConsoleConfig({
      ...env,
      ATLAS_CONSOLE_ORIGINS: CONSOLE_ORIGIN,
      ATLAS_API_URL: api.url,
      ATLAS_AUDIT_URL: audit.url,
      ATLAS_PUSH_URL: gateway.url,
      ATLAS_CONSOLE_SERVICE_KEY: keys.console.text,
    }),
    logger,
  });
  const demo = await serveDemo({
    apiUrl: api.url,
    issuer: ISSUER,
    pushUrl: gateway.url,
    origins: [DEMO_ORIGIN],
    serviceKey: keys.demo.text,
    shortServiceKey: keys.short.text,
  });
  return {
    api: new ApiClient(api.url, keys.demo.text),
    visitDemo: () => new PageVisitor(demo.url, DEMO_ORIGIN),
    visitConsole: () => new PageVisitor(adminConsole.url, CONSOLE_ORIGIN),
    adminCode: async (adminId) => (await issueAdminCode(engine, { adminId, issuedBy: 'test' })).code,
    close: async () => {
      for (const part of [demo, adminConsole, audit, gateway, api, engine]) await part.close();
    },
  };
}

async function serveDemo(options: Parameters<typeof createWebApp>[0]) {
  const { app, close } = createWebApp(options);
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await close();
    },
  };
}

type ServiceKey = ReturnType<typeof generateServiceKey>;

function keyOf(clientId: string): ServiceKey {
  return generateServiceKey({ clientId, keyId: 'k1', scopes: SCOPES });
}

function client(clientId: string, audience: string, { key }: ServiceKey): Client {
  return { clientId, audiences: [audience], allowedRoles: '*', keys: [key] };
}
