import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { generateServiceKey } from '@atlasnode/service-kit';
import { z } from 'zod';
import { CLIENTS, type ClientName } from '../clients.js';
import { StartFailure } from '../start-failure.js';
import type { DataFiles } from './data-files.js';
import { writePrivateFile } from './private-file.js';

const key256 = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

const secrets = z.strictObject({
  version: z.literal(1),
  /** The first mints, all verify. */
  masterKeys: z.array(z.strictObject({ id: z.string().min(1), key: key256 })).min(1),
  keySealingKey: key256,
  serviceKeys: z.strictObject({ demo: z.string(), demoShort: z.string(), console: z.string() }),
});
export type Secrets = z.infer<typeof secrets>;

/** The secrets of a data folder, made at its first start. Without them its database is of no use, so they are never made anew beside one. */
export async function openSecrets(files: DataFiles): Promise<Secrets> {
  if (existsSync(files.secrets)) return readSecrets(files.secrets);
  if (existsSync(files.database)) {
    throw new StartFailure(
      `${files.secrets} is gone, and ${files.database} cannot be used without it: bring it back, or start with --fresh.`,
    );
  }
  const made = makeSecrets();
  await writePrivateFile(files.secrets, `${JSON.stringify(made, null, 2)}\n`);
  return made;
}

async function readSecrets(path: string): Promise<Secrets> {
  const text = await readFile(path, 'utf8');
  try {
    return secrets.parse(JSON.parse(text));
  } catch {
    throw new StartFailure(
      `${path} is not a secrets file of this version: bring the right one back, or start with --fresh.`,
    );
  }
}

function makeSecrets(): Secrets {
  return {
    version: 1,
    masterKeys: [{ id: 'm1', key: randomKey() }],
    keySealingKey: randomKey(),
    serviceKeys: { demo: serviceKey('demo'), demoShort: serviceKey('demoShort'), console: serviceKey('console') },
  };
}

function randomKey(): string {
  return randomBytes(32).toString('base64url');
}

function serviceKey(name: ClientName): string {
  const { clientId, scopes } = CLIENTS[name];
  return generateServiceKey({ clientId, keyId: 'k1', scopes }).text;
}
