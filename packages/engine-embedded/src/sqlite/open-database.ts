import { chmodSync, closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { EngineError } from '@atlasnode/session-engine';
import { Connection } from './connection.js';
import { MIGRATIONS } from './schema.js';

/** `ATLS`: marks a SQLite file as ours. */
const APPLICATION_ID = 0x41544c53;
/** A commit is 2 KB: in pages of 4 KB each would have one to itself, and a transaction writes whole pages. */
const PAGE_BYTES = 8_192;
const OWNER_ONLY = 0o600;

export interface OpenDatabase {
  readonly connection: Connection;
  close(): void;
}

/**
 * Opens the file as the one process that may: SQLite's own exclusive lock, which ends with the process however it ends. The pid
 * beside it only words the error. @throws EngineError `UNAVAILABLE`
 */
export function openDatabase(path: string): OpenDatabase {
  if (path === ':memory:') {
    const connection = new Connection(path);
    prepare(connection, path);
    return { connection, close: () => connection.close() };
  }
  createPrivately(path);
  const connection = new Connection(path);
  try {
    claim(connection, path);
    prepare(connection, path);
  } catch (error) {
    connection.close();
    throw error;
  }
  writeFileSync(pidFile(path), `${process.pid}\n`, { mode: OWNER_ONLY });
  return {
    connection,
    close: () => {
      rmSync(pidFile(path), { force: true });
      release(connection);
    },
  };
}

function createPrivately(path: string): void {
  try {
    // SQLite gives its write-ahead log the mode of the database.
    closeSync(openSync(path, 'a', OWNER_ONLY));
    chmodSync(path, OWNER_ONLY);
  } catch (error) {
    throw new EngineError('UNAVAILABLE', `the database file ${path} cannot be written: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function claim(connection: Connection, path: string): void {
  try {
    connection.pragma(`page_size = ${PAGE_BYTES}`);
    connection.pragma('locking_mode = EXCLUSIVE');
    connection.pragma('journal_mode = WAL');
    connection.execute('BEGIN IMMEDIATE; COMMIT');
  } catch (error) {
    if (!isBusy(error))
      throw new EngineError('UNAVAILABLE', `${path} cannot be opened as a database: ${messageOf(error)}`, {
        cause: error,
      });
    throw new EngineError(
      'UNAVAILABLE',
      `the database file ${path} is in use by ${ownerOf(path)}; one process owns a file`,
      { cause: error },
    );
  }
}

/**
 * The binding keeps a closed database open until its statements are collected as garbage, the lock included: so the lock is given up by
 * hand. It can only be left outside the write-ahead log, which is folded into the file on the way.
 */
function release(connection: Connection): void {
  try {
    connection.pragma('journal_mode = DELETE');
    connection.pragma('locking_mode = NORMAL');
    connection.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').all([]);
  } finally {
    connection.close();
  }
}

function prepare(connection: Connection, path: string): void {
  connection.pragma('synchronous = FULL');
  connection.pragma('cache_size = -65536');
  connection.pragma('journal_size_limit = 67108864');
  migrate(connection, path);
}

function migrate(connection: Connection, path: string): void {
  const version = Number(connection.pragma('user_version'));
  const applicationId = Number(connection.pragma('application_id'));
  const isEmpty = version === 0 && connection.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get([]) === undefined;
  if (!isEmpty && applicationId !== APPLICATION_ID)
    throw new EngineError('UNAVAILABLE', `${path} is a database of another program`);
  if (version > MIGRATIONS.length) {
    throw new EngineError(
      'UNAVAILABLE',
      `${path} was written by a newer version (schema ${version}, this one knows ${MIGRATIONS.length})`,
    );
  }
  for (const [index, script] of MIGRATIONS.entries()) {
    if (index < version) continue;
    connection.transaction(() => {
      connection.execute(script);
      connection.execute(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${index + 1}`);
    });
  }
}

function pidFile(path: string): string {
  return `${path}.pid`;
}

function ownerOf(path: string): string {
  try {
    const pid = Number.parseInt(readFileSync(pidFile(path), 'utf8'), 10);
    return pid === process.pid ? `this process (pid ${pid})` : `another process (pid ${pid})`;
  } catch {
    return 'another process';
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'SQLITE_BUSY' || error.code === 'SQLITE_LOCKED');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
