import type { WebAppOptions } from './web-app-options.js';

export interface WebAppConfig extends WebAppOptions {
  readonly port: number;
}

const DEFAULTS = { PORT: '4600', ATLAS_API_URL: 'http://127.0.0.1:4602', ATLAS_PUSH_URL: 'http://localhost:4603' };

/** What `main.ts` is told by the environment. @throws Error for a service key that is missing */
export function loadConfig(env: Readonly<Record<string, string | undefined>> = process.env): WebAppConfig {
  const { PORT, ATLAS_API_URL, ATLAS_PUSH_URL, DEMO_ORIGINS } = { DEMO_ORIGINS: undefined, ...DEFAULTS, ...env };
  const own = `http://localhost:${PORT},http://127.0.0.1:${PORT}`;
  return {
    port: Number(PORT),
    apiUrl: ATLAS_API_URL,
    pushUrl: ATLAS_PUSH_URL,
    origins: (DEMO_ORIGINS ?? own).split(','),
    serviceKey: required(env, 'DEMO_SERVICE_KEY'),
    shortServiceKey: required(env, 'DEMO_SHORT_SERVICE_KEY'),
  };
}

function required(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`Set ${name}: a service key of the session service.`);
  return value;
}
