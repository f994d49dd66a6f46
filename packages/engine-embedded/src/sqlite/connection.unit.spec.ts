import { isEngineError } from '@atlasnode/session-engine';
import { afterEach, describe, expect, it } from 'vitest';
import { Connection } from './connection.js';
import type { SqlParameter } from './parameters.js';

const connections: Connection[] = [];

function openTable(): Connection {
  const connection = new Connection(':memory:');
  connections.push(connection);
  connection.execute(
    'CREATE TABLE facts (id INTEGER PRIMARY KEY, name TEXT UNIQUE, value) STRICT'.replace('value)', 'value ANY)'),
  );
  return connection;
}

afterEach(() => {
  for (const connection of connections.splice(0)) connection.close();
});

describe('the one wrapper around libsql', () => {
  // Each of these would abort the process (SIGABRT) or be stored as something else if it reached the binding.
  const unbindable: ReadonlyArray<readonly [string, unknown]> = [
    ['true', true],
    ['false', false],
    ['undefined', undefined],
    ['a Buffer', Buffer.from('x')],
    ['a Uint8Array', new Uint8Array(2)],
    ['a Date', new Date(0)],
    ['an object', { name: 'x' }],
    ['an array', ['x']],
    ['a symbol', Symbol('x')],
    ['text with a NUL', 'a\u0000b'],
    ['a fraction', 1.5],
    ['NaN', Number.NaN],
    ['an unsafe integer', 2 ** 53],
    ['an integer of more than 64 bits', 2n ** 63n],
  ];
  for (const [name, value] of unbindable) {
    it(`refuses ${name} as a parameter, alone or among others, and writes nothing`, () => {
      const connection = openTable();
      const one = connection.prepare('INSERT INTO facts (value) VALUES (?)');
      const two = connection.prepare('INSERT INTO facts (name, value) VALUES (?, ?)');
      // What a caller without types could hand over.
      const foreign = value as SqlParameter;
      expect(() => one.run([foreign])).toThrow(TypeError);
      expect(() => two.run(['a', foreign])).toThrow(TypeError);
      expect(connection.prepare('SELECT * FROM facts').all([])).toStrictEqual([]);
    });
  }

  it('stores integers as integers, not as REAL', () => {
    const connection = openTable();
    connection.prepare('INSERT INTO facts (id, value) VALUES (?, ?)').run([1, 1_795_441_009_735]);
    connection.prepare('INSERT INTO facts (id, value) VALUES (?, ?)').run([2, 2n ** 62n]);
    const read = connection.prepare('SELECT typeof(value), CAST(value AS TEXT) FROM facts ORDER BY id').all([]);
    expect(read).toStrictEqual([
      ['integer', '1795441009735'],
      ['integer', String(2n ** 62n)],
    ]);
  });

  it('keeps null and any text as they are', () => {
    const connection = openTable();
    const insert = connection.prepare('INSERT INTO facts (id, value) VALUES (?, ?)');
    const texts = ['', "it's", 'a\u0001b', '用户 👾', 'x'.repeat(100_000)];
    for (const [index, text] of texts.entries()) insert.run([index, text]);
    insert.run([99, null]);
    const read = connection.prepare('SELECT value FROM facts ORDER BY id').all([]);
    expect(read.map(([value]) => value)).toStrictEqual([...texts, null]);
  });

  it('refuses a missing or an extra parameter instead of binding null', () => {
    const connection = openTable();
    const insert = connection.prepare("INSERT INTO facts (name, value) VALUES (?, ? || '?')");
    expect(() => insert.run(['a'])).toThrow('takes 2 parameters, got 1');
    expect(() => insert.run(['a', 'b', 'c'])).toThrow('takes 2 parameters, got 3');
    const numbered = connection.prepare('INSERT INTO facts (name, value) VALUES (?1, ?2 || ?1)');
    expect(() => numbered.run(['a'])).toThrow('takes 2 parameters, got 1');
    expect(numbered.run(['a', 'b'])).toBe(1);
  });

  it('answers rows of values and nothing of its own', () => {
    const connection = openTable();
    connection.prepare('INSERT INTO facts (id, name) VALUES (?, ?)').run([1, 'a']);
    const select = connection.prepare('SELECT id, name FROM facts WHERE id = ?');
    expect(select.get([1])).toStrictEqual([1, 'a']);
    expect(Object.keys(select.get([1]) ?? {})).toStrictEqual(['0', '1']);
    expect(select.get([2])).toBeUndefined();
    expect(select.all([2])).toStrictEqual([]);
  });

  it('answers a pragma as a value', () => {
    const connection = openTable();
    connection.pragma('user_version = 7');
    expect(connection.pragma('user_version')).toBe(7);
  });

  it('tells how many rows were changed', () => {
    const connection = openTable();
    const insert = connection.prepare('INSERT INTO facts (name) VALUES (?) ON CONFLICT DO NOTHING');
    expect([insert.run(['a']), insert.run(['a']), insert.run(['b'])]).toStrictEqual([1, 0, 1]);
    expect(connection.prepare("UPDATE facts SET value = 'x'").run([])).toBe(2);
  });
});

describe('a transaction', () => {
  it('is all or nothing', () => {
    const connection = openTable();
    const insert = connection.prepare('INSERT INTO facts (name) VALUES (?)');
    const failing = (): void => {
      insert.run(['a']);
      insert.run(['a']);
    };
    expect(() => connection.transaction(failing)).toThrow('UNIQUE');
    expect(connection.inTransaction).toBe(false);
    expect(connection.transaction(() => insert.run(['b']))).toBe(1);
    expect(connection.prepare('SELECT name FROM facts').all([])).toStrictEqual([['b']]);
  });

  it('refuses an asynchronous body, which would commit at its first await', async () => {
    const connection = openTable();
    const insert = connection.prepare('INSERT INTO facts (name) VALUES (?)');
    let body: Promise<void> | undefined;
    const asynchronous = (): Promise<void> => {
      body = (async () => {
        insert.run(['a']);
      })();
      return body;
    };
    expect(() => connection.transaction(asynchronous)).toThrow(TypeError);
    await body;
    expect(connection.prepare('SELECT name FROM facts').all([])).toStrictEqual([]);
  });
});

describe('a closed connection', () => {
  it('is refused as CLOSED in every call and may be closed again', () => {
    const connection = openTable();
    const select = connection.prepare('SELECT 1');
    connection.close();
    connection.close();
    for (const call of [
      () => select.get([]),
      () => select.all([]),
      () => select.run([]),
      () => connection.prepare('SELECT 1'),
      () => connection.execute('SELECT 1'),
      () => connection.pragma('user_version'),
      () => connection.transaction(() => 1),
    ]) {
      expect(call).toThrow(expect.toSatisfy((error) => isEngineError(error, 'CLOSED')));
    }
    expect(connection.inTransaction).toBe(false);
  });
});
