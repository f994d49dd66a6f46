import type { SessionCommands } from '@atlasnode/session-commands';
import type { Logger } from '@atlasnode/service-kit';
import { createVerifier, type RevocationView, type Verifier } from '@atlasnode/session-verifier';
import { ADMIN_AUDIENCE } from './auth/admin-identity.js';
import type { SessionApiConfig } from './config.js';
import type { SigningKeys } from './signing-keys/signing-keys.js';
import type { AccessTokenReader } from './tokens/access-token-reader.js';

/** How this service judges the access tokens of people who call it: by its own view; while that is stale, by asking the store. */
export function liveVerifier(parts: {
  readonly config: SessionApiConfig;
  readonly keys: SigningKeys;
  readonly view: RevocationView;
  readonly reader: AccessTokenReader;
  readonly commands: SessionCommands;
  readonly logger: Logger;
  readonly nowMs: () => number;
}): Verifier {
  const { config, keys, view, reader, commands, logger, nowMs } = parts;
  return createVerifier({
    strategy: 'live',
    issuer: config.issuer,
    audience: [...new Set([ADMIN_AUDIENCE, ...config.clients.flatMap((client) => client.audiences)])],
    keys: {
      keys: async () => {
        await keys.reload();
        return keys.published().map((record) => record.publicJwk);
      },
    },
    view,
    introspect: async (token) => {
      const claims = reader.read(token);
      return claims !== undefined && (await commands.find(claims.sid))?.live === true;
    },
    clockToleranceMs: config.clockToleranceMs,
    nowMs,
    onStaleDecision: (report) => logger.warn({ decision: report }, 'judged a token without a fresh view'),
  });
}
