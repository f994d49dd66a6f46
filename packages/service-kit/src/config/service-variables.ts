import { z } from 'zod';
import { clients } from '../clients/client.js';
import { masterKeys } from '../clients/master-keys.js';
import { duration, json, key256, list, port } from './values.js';
import { variable } from './variable.js';

/** The variables that more than one service has; each service's schema takes the ones it needs. */
export const commonVariables = {
  host: variable('ATLAS_HOST', z.string().prefault('127.0.0.1'), 'Address to listen on.'),
  logLevel: variable(
    'ATLAS_LOG_LEVEL',
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).prefault('info'),
    'Log lines below this level are not written.',
  ),
  requestLog: variable(
    'ATLAS_REQUEST_LOG',
    z.enum(['all', 'problems', 'none']).prefault('all'),
    'Which requests get their one log line: every one, those answered with a problem, or none.',
  ),
  trustedProxies: variable(
    'ATLAS_TRUSTED_PROXIES',
    list.prefault(''),
    'Addresses or networks whose X-Forwarded-For is believed, separated by commas. None: no proxy is trusted.',
  ),
  issuer: variable(
    'ATLAS_ISSUER',
    z.url().prefault('http://127.0.0.1:4602'),
    'Issuer of the tokens (iss): the public address of session-api.',
  ),
  clients: variable(
    'ATLAS_CLIENTS',
    json(clients).prefault('[]'),
    'Applications that may call: JSON, see docs. Keys are stored as SHA-256, never as text.',
  ),
  masterKeys: variable(
    'ATLAS_MASTER_KEYS',
    json(masterKeys),
    'Ring of master keys that refresh tokens are derived from: JSON [{"id","key"}], key 32 bytes in base64url. The first mints, all verify.',
    { secret: true },
  ),
  keySealingKey: variable(
    'ATLAS_KEY_SEALING_KEY',
    key256,
    'Seals the signing keys at rest (AES-256-GCM): 32 bytes in base64url.',
    { secret: true },
  ),
  clockSkewMs: variable(
    'ATLAS_CLOCK_SKEW',
    duration.prefault('1s'),
    'How far the clocks of two machines may differ. A service beyond it is not ready.',
  ),
  clockToleranceMs: variable(
    'ATLAS_CLOCK_TOLERANCE',
    duration.prefault('5s'),
    'How long past its exp a token may still be accepted.',
  ),
  maxAccessTokenLifetimeMs: variable(
    'ATLAS_MAX_ACCESS_TOKEN_LIFETIME',
    duration.prefault('15m'),
    'No access token lives longer; at most 1h. Views remember revocations for this time and a little more.',
  ),
  allowedOrigins: variable(
    'ATLAS_ALLOWED_ORIGINS',
    list.prefault(''),
    'Origins that browsers may connect from, exactly, separated by commas.',
  ),
};

export function portVariable(fallback: number): ReturnType<typeof makePort> {
  return makePort(fallback);
}

function makePort(fallback: number) {
  return variable('ATLAS_PORT', port.prefault(String(fallback)), 'Port to listen on; 0 lets the system choose.');
}
