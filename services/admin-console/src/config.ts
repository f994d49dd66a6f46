import {
  commonVariables,
  defineConfig,
  loadConfig,
  portVariable,
  variable,
  type Environment,
} from '@atlasnode/service-kit';
import { z } from 'zod';

const address = z.url({ protocol: /^https?$/ });

export const adminConsoleConfig = defineConfig({
  host: commonVariables.host,
  port: portVariable(4601),
  logLevel: commonVariables.logLevel,
  origins: variable(
    'ATLAS_CONSOLE_ORIGINS',
    commonVariables.allowedOrigins.unwrap().prefault('http://localhost:4601,http://127.0.0.1:4601'),
    'Origins the console is opened at, separated by commas. Requests that change something are refused from any other.',
  ),
  issuer: commonVariables.issuer,
  apiUrl: variable('ATLAS_API_URL', address.prefault('http://127.0.0.1:4602'), 'Where session-api answers.'),
  auditUrl: variable('ATLAS_AUDIT_URL', address.prefault('http://127.0.0.1:4604'), 'Where the audit service answers.'),
  pushUrl: variable(
    'ATLAS_PUSH_URL',
    address.prefault('http://127.0.0.1:4603'),
    'Where browsers reach the push gateway.',
  ),
  serviceKey: variable('ATLAS_CONSOLE_SERVICE_KEY', z.string().min(1), "Service key of the console's client.", {
    secret: true,
  }),
});

export type AdminConsoleConfig = z.infer<typeof adminConsoleConfig>;

/** @throws ConfigError */
export function loadAdminConsoleConfig(env: Environment): AdminConsoleConfig {
  return loadConfig(adminConsoleConfig, env);
}

/** For `main.ts`. @throws ConfigError */
export function loadFromProcess(): AdminConsoleConfig {
  return loadAdminConsoleConfig(process.env);
}
