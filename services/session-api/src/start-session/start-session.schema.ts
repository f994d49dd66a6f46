import { epoch, epochMs, role, sessionSummary, userId } from '@atlasnode/session-events';
import { z } from 'zod';
import { deviceInput } from '../device.schema.js';

export const startSessionRequest = z
  .strictObject({
    userId,
    roles: z.array(role).max(64).default([]),
    /** The client's audiences where it is left out. */
    audience: sessionSummary.shape.audience.exactOptional(),
    /** How the person was authenticated (RFC 8176), e.g. `pwd`, `otp`. */
    amr: sessionSummary.shape.amr.default([]),
    acr: z.string().min(1).max(128).exactOptional(),
    /** When; now where it is left out. */
    authTimeMs: epochMs.exactOptional(),
    device: deviceInput.default({}),
    /** As read before the password was checked: a sign-in that a revocation has overtaken since is refused. */
    epochs: z.strictObject({ user: epoch, realm: epoch }).exactOptional(),
  })
  .meta({ id: 'StartSessionRequest' });
export type StartSessionRequest = z.infer<typeof startSessionRequest>;

/** Visible ASCII, so that it means the same to everyone. */
export const idempotencyKey = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'expected 1 to 255 visible ASCII characters');
