import type { Engine } from '@atlasnode/session-engine';
import { createVerifier, type Verifier } from '@atlasnode/session-verifier';
import { engineSource } from '@atlasnode/session-verifier/engine';
import type { AuditConfig } from '../../config.js';

export const ADMIN_AUDIENCE = 'atlas-admin';
export const ADMIN_ROLE = 'admin';

export interface AdminVerifierOptions {
  readonly config: Pick<AuditConfig, 'issuer' | 'clockSkewMs' | 'clockToleranceMs'>;
  readonly engine: Pick<Engine, 'keys' | 'revocations'>;
  readonly nowMs: () => number;
  readonly onFault: (fault: unknown) => void;
}

/** Judges administrators' tokens here, by the keys and the revocations of the engine: an ended administrator reads no trail. */
export function adminVerifier({ config, engine, nowMs, onFault }: AdminVerifierOptions): Verifier {
  return createVerifier({
    strategy: 'live',
    issuer: config.issuer,
    audience: ADMIN_AUDIENCE,
    keys: {
      async keys() {
        const known = await engine.keys.signingKeys();
        return known
          .filter(({ state }) => state !== 'gone')
          .map(({ kid, algorithm, publicJwk }) => ({ ...publicJwk, kid, alg: algorithm, use: 'sig' }));
      },
    },
    source: engineSource(engine.revocations, { nowMs, onFault }),
    clockSkewMs: config.clockSkewMs,
    clockToleranceMs: config.clockToleranceMs,
    // There is nobody to ask that knows more than the engine itself.
    onStale: 'deny',
    nowMs,
  });
}
