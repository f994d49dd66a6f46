import type { WebAppOptions } from './web-app.js';

export interface WebAppConfig extends WebAppOptions {
  readonly port: number;
}

/** What `main.ts` is told by the environment. @throws Error naming everything that is missing */
export function loadConfig(env: Readonly<Record<string, string | undefined>> = process.env): WebAppConfig {
  const missing = ['DEMO_SERVICE_KEY', 'DEMO_SHORT_SERVICE_KEY'].filter((name) => !env[name]);
  if (missing.length > 0) throw new Error(`Set ${missing.join(' and ')}: a service key of the session service each.`);
  const port = Number(env['PORT'] ?? 4600);
  return {
    port,
    apiUrl: env['ATLAS_API_URL'] ?? 'http://127.0.0.1:4602',
    pushUrl: env['ATLAS_PUSH_URL'] ?? 'http://localhost:4603',
    origins: (env['DEMO_ORIGINS'] ?? `http://localhost:${port},http://127.0.0.1:${port}`).split(','),
    serviceKey: env['DEMO_SERVICE_KEY'] ?? '',
    shortServiceKey: env['DEMO_SHORT_SERVICE_KEY'] ?? '',
  };
}
