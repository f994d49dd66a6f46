import type { Connection, Statement } from '../sqlite/connection.js';
import type { SqlParameter } from '../sqlite/parameters.js';
import type { SqlRow } from '../sqlite/row.js';

/** Prepared statements by their text: filters combine to some hundred texts at most, never holding a value. */
export class StatementCache {
  readonly #connection: Connection;
  readonly #statements = new Map<string, Statement>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  all(sql: string, parameters: readonly SqlParameter[]): readonly SqlRow[] {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement.all(parameters);
  }
}
