import type { Engine } from '@atlasnode/session-engine';
import { ADMIN_CODE_LIFETIME_MS, hashAdminCode, newAdminCode } from './admin-code.js';
import type { AdminCode } from './issue-admin-code.schema.js';

export interface AdminCodeRequest {
  /** Who will be signed in by it. */
  readonly adminId: string;
  /** Who asked for it, for the record. */
  readonly issuedBy: string;
  readonly nowMs?: number;
}

/** A one-time code that signs an administrator in, for 15 minutes. Who has the server may issue one; over HTTP only another administrator. */
export async function issueAdminCode(engine: Pick<Engine, 'keys'>, request: AdminCodeRequest): Promise<AdminCode> {
  const code = newAdminCode();
  const expiresAtMs = (request.nowMs ?? Date.now()) + ADMIN_CODE_LIFETIME_MS;
  await engine.keys.addSignInCode({
    codeHash: hashAdminCode(code),
    adminId: request.adminId,
    issuedBy: request.issuedBy,
    expiresAtMs,
  });
  return { code, expiresAtMs };
}
