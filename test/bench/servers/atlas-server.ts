/** session-api, the audit projector and the push gateway on one embedded engine on disk, as one process. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { loadProjectorConfig, startProjector } from '@atlasnode/audit';
import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { loadPushGatewayConfig, startPushGateway } from '@atlasnode/push-gateway';
import { createLogger, generateServiceKey, SCOPES } from '@atlasnode/service-kit';
import { loadSessionApiConfig, startSessionApi } from '@atlasnode/session-api';
import type { AtlasFacts, LoopHold } from './facts.js';

const folder = process.argv[2] ?? '.';
const engine = await openEmbeddedEngine({ path: join(folder, 'sessions.db') });
const logger = createLogger({ name: 'bench', level: 'fatal' });
const { text: serviceKey, key } = generateServiceKey({ clientId: 'demo', keyId: 'k1', scopes: SCOPES });
const env = {
  ATLAS_PORT: '0',
  ATLAS_REQUEST_LOG: 'none',
  ATLAS_ISSUER: 'https://sessions.example.com',
  ATLAS_MASTER_KEYS: JSON.stringify([{ id: 'm1', key: randomBytes(32).toString('base64url') }]),
  ATLAS_KEY_SEALING_KEY: randomBytes(32).toString('base64url'),
  // Without a grace every refresh rotates.
  ATLAS_CLIENTS: JSON.stringify([
    { clientId: 'demo', audiences: ['demo'], allowedRoles: '*', policy: { graceMs: 0 }, keys: [key] },
  ]),
};
const api = await startSessionApi({ config: loadSessionApiConfig(env), engine, logger });
const gateway = await startPushGateway({ config: loadPushGatewayConfig(env), engine, logger });
await startProjector({ config: loadProjectorConfig(env), engine, logger });

const loop = monitorEventLoopDelay({ resolution: 1 });
process.on('message', (word) => {
  if (word === 'watch-loop') {
    loop.enable();
    loop.reset();
    process.send?.({ longestMs: 0 } satisfies LoopHold);
  } else if (word === 'loop-hold') {
    loop.disable();
    process.send?.({ longestMs: loop.max / 1e6 } satisfies LoopHold);
  }
});
process.send?.({ apiUrl: api.url, pushUrl: gateway.url, serviceKey } satisfies AtlasFacts);
