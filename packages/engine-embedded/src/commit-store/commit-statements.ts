import type { Connection, Statement } from '../sqlite/connection.js';

export interface CommitStatements {
  readonly insert: Statement;
  readonly commandId: Statement;
  readonly newest: Statement;
  readonly range: Statement;
  readonly nextStream: Statement;
  readonly bySeq: Statement;
}

export function commitStatements(connection: Connection): CommitStatements {
  return {
    insert: connection.prepare(
      `INSERT INTO commits (stream, version, command_id, pending_since_ms, body) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (stream, version) DO NOTHING`,
    ),
    commandId: connection.prepare('SELECT command_id FROM commits WHERE stream = ? AND version = ?'),
    newest: connection.prepare('SELECT version, body FROM commits WHERE stream = ? ORDER BY version DESC LIMIT 1'),
    range: connection.prepare(
      'SELECT version, body FROM commits WHERE stream = ? AND version >= ? ORDER BY version LIMIT ?',
    ),
    // One seek per stream instead of a walk over every commit.
    nextStream: connection.prepare(
      `SELECT stream, version, body FROM commits
       WHERE stream = (SELECT min(stream) FROM commits WHERE stream > ?) ORDER BY version DESC LIMIT 1`,
    ),
    bySeq: connection.prepare('SELECT body FROM commits WHERE seq = ?'),
  };
}
