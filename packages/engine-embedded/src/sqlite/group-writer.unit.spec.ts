import { EngineError, isEngineError } from '@atlasnode/session-engine';
import { beforeEach, describe, expect, it } from 'vitest';
import { Connection, type Statement } from './connection.js';
import { GroupWriter } from './group-writer.js';

let connection: Connection;
let writer: GroupWriter;
let insert: Statement;
let failures: unknown[];
/** How many transactions were begun. */
let transactions: number;

class CountingConnection extends Connection {
  override transaction<Result>(body: () => Result): Result {
    transactions += 1;
    return super.transaction(body);
  }
}

beforeEach(() => {
  transactions = 0;
  failures = [];
  connection = new CountingConnection(':memory:');
  connection.execute('CREATE TABLE facts (name TEXT UNIQUE) STRICT');
  insert = connection.prepare('INSERT INTO facts (name) VALUES (?)');
  writer = new GroupWriter(connection, (error) => failures.push(error));
});

function write(name: string, committed?: () => void): Promise<number> {
  return writer.submit({ rows: 1, run: () => insert.run([name]), ...(committed === undefined ? {} : { committed }) });
}

function stored(): readonly unknown[] {
  return connection
    .prepare('SELECT name FROM facts ORDER BY rowid')
    .all([])
    .map(([name]) => name);
}

describe('the group writer', () => {
  it('commits what one turn asked for in one transaction, in order', async () => {
    await Promise.all(['a', 'b', 'c'].map((name) => write(name)));
    expect(transactions).toBe(1);
    expect(stored()).toStrictEqual(['a', 'b', 'c']);
  });

  it('puts no more than 64 rows into a transaction, and lets others have a turn between two', async () => {
    let turns = 0;
    const writes = Array.from({ length: 200 }, (_, index) => write(String(index)));
    const counting = (async () => {
      for (; turns < 3; turns += 1) await new Promise(setImmediate);
    })();
    await Promise.all(writes);
    expect(transactions).toBe(4);
    expect(turns).toBeGreaterThanOrEqual(2);
    expect(stored()).toStrictEqual(Array.from({ length: 200 }, (_, index) => String(index)));
    await counting;
  });

  it('writes one that is larger than a group all the same', async () => {
    await writer.submit({ rows: 500, run: () => insert.run(['large']) });
    expect(stored()).toStrictEqual(['large']);
  });

  it('lets a write that refuses itself fall alone', async () => {
    const refusing = writer.submit({
      rows: 1,
      run: () => {
        throw new EngineError('VERSION_CONFLICT', 'taken');
      },
    });
    const [first, refused, last] = await Promise.allSettled([write('a'), refusing, write('b')]);
    expect([first.status, refused.status, last.status]).toStrictEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(transactions).toBe(1);
    expect(stored()).toStrictEqual(['a', 'b']);
    expect(failures).toStrictEqual([]);
  });

  it('lets a write that fails fall alone, half of it too', async () => {
    const first = write('a');
    const half = writer.submit({
      rows: 2,
      run: () => {
        insert.run(['half']);
        insert.run(['a']);
      },
    });
    const settled = await Promise.allSettled([first, half, write('b')]);
    expect(settled.map(({ status }) => status)).toStrictEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(settled[1]).toMatchObject({ reason: expect.toSatisfy((error) => isEngineError(error, 'OUTCOME_UNKNOWN')) });
    expect(stored()).toStrictEqual(['a', 'b']);
    expect(failures).toHaveLength(1);
  });

  it("hands a programmer's error on as it is", async () => {
    const wrong = writer.submit({ rows: 1, run: () => insert.run([]) });
    const settled = await Promise.allSettled([wrong, write('a')]);
    expect(settled[0]).toMatchObject({ reason: expect.any(TypeError) });
    expect(stored()).toStrictEqual(['a']);
    expect(failures).toStrictEqual([]);
  });

  it('tells of every commit of a group, durable and in order, before any write resolves', async () => {
    const story: string[] = [];
    const one = write('a', () => story.push(`a durable: ${stored().join()} open: ${connection.inTransaction}`)).then(
      () => story.push('a resolved'),
    );
    const other = write('b', () => story.push('b durable')).then(() => story.push('b resolved'));
    await Promise.all([one, other]);
    expect(story).toStrictEqual(['a durable: a,b open: false', 'b durable', 'a resolved', 'b resolved']);
  });

  it('tells nobody of a commit that did not happen', async () => {
    await write('a');
    let told = false;
    await expect(write('a', () => void (told = true))).rejects.toThrow();
    expect(told).toBe(false);
  });

  it('writes what was taken when it is closed, and takes nothing more', async () => {
    const taken = Array.from({ length: 150 }, (_, index) => write(String(index)));
    await writer.close();
    await Promise.all(taken);
    expect(stored()).toHaveLength(150);
    await expect(write('late')).rejects.toSatisfy((error) => isEngineError(error, 'CLOSED'));
  });
});
