import { z } from 'zod';

/** What a service key may do. */
export const scope = z.enum([
  'sessions:start',
  'sessions:read',
  'sessions:revoke',
  'sessions:revoke-all',
  'introspect',
  'revocations:read',
  'tickets',
]);
export type Scope = z.infer<typeof scope>;
export const SCOPES: readonly Scope[] = scope.options;
