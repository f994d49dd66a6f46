import { z } from 'zod';

const schema = z.object({
  ATLAS_HOST: z.string().default('127.0.0.1').describe('The address to listen on.'),
  ATLAS_CONSOLE_PORT: z.coerce.number().int().min(0).max(65_535).default(4601).describe('The port to listen on; 0 takes a free one.'),
  ATLAS_CONSOLE_ORIGINS: z.string().default('http://localhost:4601,http://127.0.0.1:4601').describe('The origins the console is opened at, separated by commas.'),
  ATLAS_API_URL: z.url().default('http://127.0.0.1:4602').describe('Where session-api answers.'),
  ATLAS_AUDIT_URL: z.url().default('http://127.0.0.1:4604').describe('Where the audit service answers.'),
  ATLAS_PUSH_URL: z.url().default('http://localhost:4603').describe('Where browsers reach the push gateway.'),
  ATLAS_ISSUER: z.string().min(1).describe('The issuer of the access tokens.'),
  ATLAS_CONSOLE_SERVICE_KEY: z.string().min(1).describe("The service key of the console's client."),
});

export interface AdminConsoleConfig {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The origins the console is opened at; state-changing requests from any other are refused. */
  readonly origins: readonly string[];
  readonly apiUrl: string;
  readonly auditUrl: string;
  /** As the browser reaches it. */
  readonly pushUrl: string;
  readonly issuer: string;
  readonly serviceKey: string;
}

export function loadAdminConsoleConfig(env: Readonly<Record<string, string | undefined>>): AdminConsoleConfig {
  const values = schema.parse(env);
  return {
    host: values.ATLAS_HOST,
    port: values.ATLAS_CONSOLE_PORT,
    origins: values.ATLAS_CONSOLE_ORIGINS.split(','),
    apiUrl: values.ATLAS_API_URL,
    auditUrl: values.ATLAS_AUDIT_URL,
    pushUrl: values.ATLAS_PUSH_URL,
    issuer: values.ATLAS_ISSUER,
    serviceKey: values.ATLAS_CONSOLE_SERVICE_KEY,
  };
}
