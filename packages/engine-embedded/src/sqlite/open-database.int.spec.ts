import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { isEngineError } from '@atlasnode/session-engine';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Connection } from './connection.js';
import { openDatabase } from './open-database.js';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atlas-database-'));
  path = join(folder, 'sessions.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function refusalOf(open: () => unknown): string {
  try {
    open();
  } catch (error) {
    expect(error).toSatisfy((thrown) => isEngineError(thrown, 'UNAVAILABLE'));
    return error instanceof Error ? error.message : '';
  }
  throw new Error('it was opened');
}

describe('the database file', () => {
  it('is readable for its owner alone, its log too', () => {
    const database = openDatabase(path);
    for (const file of [path, `${path}-wal`, `${path}.pid`]) expect(statSync(file).mode & 0o777).toBe(0o600);
    database.close();
  });

  it('syncs every commit to the disk', () => {
    const { connection, close } = openDatabase(path);
    expect(connection.pragma('journal_mode')).toBe('wal');
    expect(connection.pragma('synchronous')).toBe(2);
    close();
  });

  it('opens again at once after it was closed, and leaves nothing but itself', () => {
    for (let round = 0; round < 5; round += 1) {
      const { connection, close } = openDatabase(path);
      connection
        .prepare(
          "INSERT INTO settings (name, value) VALUES ('round', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .run([round]);
      expect(connection.prepare('SELECT value FROM settings').get([])).toStrictEqual([round]);
      close();
    }
    expect(() => statSync(`${path}.pid`)).toThrow('ENOENT');
    expect(() => statSync(`${path}-wal`)).toThrow('ENOENT');
  });

  it('is owned by one opener, and the error names its pid', () => {
    const database = openDatabase(path);
    expect(refusalOf(() => openDatabase(path))).toContain(`in use by this process (pid ${process.pid})`);
    expect(readFileSync(`${path}.pid`, 'utf8')).toBe(`${process.pid}\n`);
    database.close();
  });

  it('is owned by another process until that one dies, however it dies', async () => {
    const libsql = createRequire(import.meta.url).resolve('libsql');
    const program = `
      const db = new (require(process.argv[1]))(process.argv[2]);
      db.prepare('PRAGMA locking_mode = EXCLUSIVE').raw().all([]);
      db.prepare('PRAGMA journal_mode = WAL').raw().all([]);
      db.exec('BEGIN IMMEDIATE; COMMIT');
      console.log('open');
      setInterval(() => db, 1000);`;
    const child = spawn(process.execPath, ['-e', program, libsql, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    writeFileSync(`${path}.pid`, `${child.pid}\n`);
    expect(refusalOf(() => openDatabase(path))).toContain(`in use by another process (pid ${child.pid})`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    openDatabase(path).close();
  });

  it('is not opened where it cannot be written', () => {
    expect(refusalOf(() => openDatabase(join(folder, 'no', 'such', 'folder.db')))).toContain('cannot be written');
    expect(refusalOf(() => openDatabase(folder))).toContain('cannot be written');
  });

  it("is not touched where it is another program's", () => {
    const foreign = new Connection(path);
    foreign.execute('CREATE TABLE theirs (id)');
    foreign.close();
    expect(refusalOf(() => openDatabase(path))).toContain('a database of another program');
    writeFileSync(join(folder, 'letter.txt'), 'Dear Ada, '.repeat(200));
    expect(refusalOf(() => openDatabase(join(folder, 'letter.txt')))).toContain('cannot be opened as a database');
    expect(readFileSync(join(folder, 'letter.txt'), 'utf8')).toBe('Dear Ada, '.repeat(200));
  });

  it('is not opened by a version that is older than the one that wrote it', () => {
    const { connection, close } = openDatabase(path);
    connection.pragma('user_version = 999');
    close();
    expect(refusalOf(() => openDatabase(path))).toContain('written by a newer version (schema 999');
  });
});
