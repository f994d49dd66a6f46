import { hashServiceKey, type Client, type Scope } from '@atlasnode/service-kit';
import { policyForIdle, type IdlePolicy } from './policy-for-idle.js';

export type ClientName = 'demo' | 'demoShort' | 'console';

const APPLICATION: readonly Scope[] = [
  'sessions:start',
  'sessions:read',
  'sessions:revoke',
  'introspect',
  'revocations:read',
  'tickets',
];

/** What each client's key may do. The console starts no session with its key: an administrator signs in with a one-time code. */
export const CLIENTS: Readonly<Record<ClientName, { readonly clientId: string; readonly scopes: readonly Scope[] }>> = {
  demo: { clientId: 'demo', scopes: [...APPLICATION, 'sessions:revoke-all'] },
  demoShort: { clientId: 'demo-short', scopes: APPLICATION },
  console: { clientId: 'atlas-console', scopes: ['introspect', 'revocations:read', 'tickets'] },
};

/** The box "short session (1 minute)" of the demo's sign-in. */
const SHORT_IDLE_MS = 60_000;
const DEMO_ROLES = ['member', 'editor', 'admin'];
const ADMIN_AUDIENCE = 'atlas-admin';

/** The clients as session-api is configured with them. */
export function clientsOf(
  serviceKeys: Readonly<Record<ClientName, string>>,
  idle: IdlePolicy | undefined,
): readonly Client[] {
  const keyOf = (name: ClientName): Client['keys'] => [
    { id: 'k1', hash: hashServiceKey(serviceKeys[name]), scopes: [...CLIENTS[name].scopes] },
  ];
  const short = policyForIdle(Math.min(SHORT_IDLE_MS, idle?.idleTimeoutMs ?? SHORT_IDLE_MS));
  return [
    { clientId: CLIENTS.demo.clientId, audiences: ['demo'], allowedRoles: DEMO_ROLES, keys: keyOf('demo') },
    {
      clientId: CLIENTS.demoShort.clientId,
      audiences: ['demo'],
      allowedRoles: DEMO_ROLES,
      policy: { ...short },
      keys: keyOf('demoShort'),
    },
    { clientId: CLIENTS.console.clientId, audiences: [ADMIN_AUDIENCE], allowedRoles: [], keys: keyOf('console') },
  ];
}
