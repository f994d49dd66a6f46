import type { Connection } from 'mongoose';
import { auditEpochModel } from './audit-store/audit-epochs.js';
import { auditEventModel } from './audit-store/audit-event.schema.js';
import { auditSessionModel } from './audit-store/audit-session.schema.js';
import { commitModel } from './commit-store/commit.schema.js';
import { entryModel } from './directory/directory-entry.schema.js';
import { epochModel } from './directory/epochs.js';
import { readSetting, raiseSetting } from './directory/settings.js';
import { keyRingModel } from './key-store/key-ring.schema.js';
import { codeModels } from './key-store/sign-in-codes.js';

/** Raised whenever an index or a form changes, so that a service knows whether its database was provisioned for it. */
const SCHEMA_VERSION = 1;
const SCHEMA_SETTING = 'schema-version';

/** @returns the indexes that were not there and are now, as `<collection>.<index>` */
export async function provisionMongo(connection: Connection): Promise<readonly string[]> {
  const { codes, taken } = codeModels(connection);
  const models = [
    commitModel(connection),
    entryModel(connection),
    epochModel(connection),
    auditEventModel(connection),
    auditSessionModel(connection),
    auditEpochModel(connection),
    keyRingModel(connection),
    codes,
    taken,
  ];
  const made: string[] = [];
  for (const model of models) {
    await model.createCollection().catch(ignoreExisting);
    const before = await indexNames(model);
    await model.createIndexes();
    const after = await indexNames(model);
    made.push(
      ...after.filter((name) => !before.includes(name)).map((name) => `${model.collection.collectionName}.${name}`),
    );
  }
  await raiseSetting(connection, SCHEMA_SETTING, SCHEMA_VERSION);
  return made;
}

/** What is wrong with the database, in a sentence; undefined where it answers and was provisioned. */
export async function faultOfMongo(connection: Connection): Promise<string | undefined> {
  if (connection.db === undefined) return 'MongoDB could not be reached yet';
  // `readyState` lies for a while after a crash: only an answer counts.
  await connection.db.command({ ping: 1 });
  const version = await readSetting(connection, SCHEMA_SETTING);
  if (version === undefined || version < SCHEMA_VERSION)
    return 'the database is not provisioned for this version: run `atlas provision`';
  return undefined;
}

async function indexNames(model: { listIndexes(): Promise<unknown> }): Promise<readonly string[]> {
  const indexes = await model.listIndexes();
  if (!Array.isArray(indexes)) return [];
  return indexes.flatMap((index: unknown) =>
    typeof index === 'object' && index !== null && 'name' in index ? [String(index.name)] : [],
  );
}

const NAMESPACE_EXISTS = 48;

function ignoreExisting(error: unknown): void {
  if (error instanceof Error && 'code' in error && error.code === NAMESPACE_EXISTS) return;
  throw error;
}
