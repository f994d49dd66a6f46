import { ProblemError, runService, type Logger, type RunningService } from '@atlasnode/service-kit';
import { isInvalidCursor, type Engine } from '@atlasnode/session-engine';
import type { AuditConfig } from '../config.js';
import { adminVerifier } from './access/admin-verifier.js';
import { AUDIT_PROBLEMS } from './audit-problems.js';
import { AuditApiModule } from './audit-api.module.js';

export interface StartAudit {
  readonly config: AuditConfig;
  readonly engine: Engine;
  readonly logger: Logger;
  readonly nowMs?: () => number;
}

/** Serves the audit trail to administrators. */
export async function startAudit({ config, engine, logger, nowMs = Date.now }: StartAudit): Promise<RunningService> {
  const verifier = adminVerifier({
    config,
    engine,
    nowMs,
    onFault: (fault) => logger.warn({ err: fault }, 'the revocations could not be read'),
  });
  try {
    return await runService({
      name: 'audit',
      module: AuditApiModule.of({ engine, verifier, nowMs }),
      host: config.host,
      port: config.port,
      logger,
      problems: AUDIT_PROBLEMS,
      translateError: badCursor,
      engine,
      readiness: [
        {
          part: 'revocation view',
          check: () =>
            verifier.ready() ? { ok: true } : { ok: false, detail: 'is not fresh: no administrator can be let in' },
        },
      ],
      requestLog: config.requestLog,
      trustedProxies: config.trustedProxies,
      openApi: {
        title: 'AtlasNode audit',
        description: 'The audit trail: who is signed in, what happened, and whether the trail is whole.',
      },
      onClose: () => verifier.close(),
    });
  } catch (error) {
    await verifier.close();
    throw error;
  }
}

function badCursor(error: unknown): ProblemError | undefined {
  if (!isInvalidCursor(error)) return undefined;
  return new ProblemError('INVALID_INPUT', {
    errors: [{ path: 'after', expected: 'expected `next` of the page before' }],
  });
}
