/** better-auth as its documentation sets it up, on SQLite with the same durability as ours, over Node's HTTP server. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { anonymous } from 'better-auth/plugins';
import { SqliteDialect } from 'kysely';
import Database from 'libsql';
import type { PlainFacts } from './facts.js';

const folder = process.argv[2] ?? '.';
const database = new Database(join(folder, 'better-auth.db'));
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');

const server = createServer().listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const options = {
  baseURL: url,
  secret: 'a secret of the bench, thirty-two characters',
  database: { dialect: new SqliteDialect({ database }), type: 'sqlite' as const },
  plugins: [anonymous()],
  rateLimit: { enabled: false },
  // Every look at the session renews it, durably: the nearest it has to a refresh. It does not rotate.
  session: { updateAge: 0 },
  telemetry: { enabled: false },
};
const { runMigrations } = await getMigrations(options);
await runMigrations();
const handle = toNodeHandler(betterAuth(options));
server.on('request', (request, response) => void handle(request, response));
process.send?.({ url } satisfies PlainFacts);
