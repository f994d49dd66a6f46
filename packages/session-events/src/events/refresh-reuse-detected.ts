import { z } from 'zod';
import { device, sessionSummary } from '../session-summary.js';

/** How an authentic refresh token was out of place (RFC 9700 §4.14.2: rotation detects replay). */
export const reuseKind = z.enum(['late-replay', 'stale-lineage', 'unknown-generation']).meta({ id: 'ReuseKind' });
export type ReuseKind = z.infer<typeof reuseKind>;

/** An authentic refresh token of another generation was presented. A SessionRevoked follows in the same commit. */
export const refreshReuseDetected = z
  .strictObject({
    type: z.literal('RefreshReuseDetected'),
    data: z.strictObject({
      session: sessionSummary,
      kind: reuseKind,
      presentedGeneration: z.int().nonnegative(),
      /** The device that presented the token, which may not be the session's. */
      presentedBy: device,
    }),
  })
  .meta({ id: 'RefreshReuseDetected' });
export type RefreshReuseDetected = z.infer<typeof refreshReuseDetected>;
