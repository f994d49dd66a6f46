import type { Connection, Statement } from '../sqlite/connection.js';

export interface CommitStatements {
  readonly insert: Statement;
  readonly commandId: Statement;
  readonly newest: Statement;
  readonly range: Statement;
  readonly nextStream: Statement;
  readonly insertPending: Statement;
  readonly clearPending: Statement;
  readonly pending: Statement;
  readonly pendingOf: Statement;
}

const WITH_PENDING = 'commits LEFT JOIN pending_commits p USING (stream, version)';

export function commitStatements(connection: Connection): CommitStatements {
  return {
    insert: connection.prepare(
      'INSERT INTO commits (stream, version, command_id, body) VALUES (?, ?, ?, ?) ON CONFLICT (stream, version) DO NOTHING',
    ),
    commandId: connection.prepare('SELECT command_id FROM commits WHERE stream = ? AND version = ?'),
    newest: connection.prepare(
      `SELECT version, body, p.since_ms FROM ${WITH_PENDING} WHERE commits.stream = ? ORDER BY commits.version DESC LIMIT 1`,
    ),
    range: connection.prepare(
      `SELECT body, p.since_ms FROM ${WITH_PENDING} WHERE commits.stream = ? AND commits.version >= ? ORDER BY commits.version LIMIT ?`,
    ),
    // One seek per stream instead of a walk over every commit.
    nextStream: connection.prepare(
      `SELECT commits.stream, body, p.since_ms FROM ${WITH_PENDING}
       WHERE commits.stream = (SELECT min(stream) FROM commits WHERE stream > ?) ORDER BY commits.version DESC LIMIT 1`,
    ),
    insertPending: connection.prepare('INSERT INTO pending_commits (stream, version, since_ms) VALUES (?, ?, ?)'),
    clearPending: connection.prepare('DELETE FROM pending_commits WHERE stream = ? AND version = ?'),
    pending: connection.prepare(
      `SELECT body FROM pending_commits p CROSS JOIN commits USING (stream, version)
       WHERE p.since_ms <= ? ORDER BY p.since_ms, p.stream, p.version LIMIT ?`,
    ),
    pendingOf: connection.prepare(
      `SELECT body FROM pending_commits p CROSS JOIN commits USING (stream, version)
       WHERE p.stream = ? AND p.version < ? ORDER BY p.version`,
    ),
  };
}
