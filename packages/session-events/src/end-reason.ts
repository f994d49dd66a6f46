import { z } from 'zod';

/** Why a session was ended by somebody or something other than time. */
export const revocationReason = z
  .enum([
    'signed-out',
    'signed-out-elsewhere',
    'ended-by-admin',
    'password-changed',
    'account-disabled',
    'roles-changed',
    'security',
    'refresh-reuse',
    'session-limit',
    'sign-in-overtaken',
  ])
  .meta({ id: 'RevocationReason' });
export type RevocationReason = z.infer<typeof revocationReason>;

/** `idle`: nobody did anything for the idle timeout. `absolute`: the longest life of a session is over. */
export const expiryCause = z.enum(['idle', 'absolute']).meta({ id: 'ExpiryCause' });
export type ExpiryCause = z.infer<typeof expiryCause>;

export const endReason = z.enum([...revocationReason.options, ...expiryCause.options]).meta({ id: 'EndReason' });
export type EndReason = z.infer<typeof endReason>;

/** What a person wrote beside the reason; shown in the audit, never to the one who was signed out. */
export const reasonNote = z.string().min(1).max(500);
