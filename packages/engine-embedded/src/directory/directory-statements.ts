import type { Connection, Statement } from '../sqlite/connection.js';

export interface DirectoryStatements {
  readonly upsert: Statement;
  readonly find: Statement;
  readonly activeOfUser: Statement;
  readonly active: Statement;
  readonly due: Statement;
  readonly postpone: Statement;
  readonly raiseSetting: Statement;
  readonly setting: Statement;
}

const ENTRY = 'sid, user_id, client_id, status, version, created_at_ms, check_at_ms, user_epoch, realm_epoch';

export function directoryStatements(connection: Connection): DirectoryStatements {
  return {
    upsert: connection.prepare(
      `INSERT INTO directory (${ENTRY}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sid) DO UPDATE SET
         user_id = excluded.user_id, client_id = excluded.client_id, status = excluded.status, version = excluded.version,
         created_at_ms = excluded.created_at_ms, check_at_ms = excluded.check_at_ms, user_epoch = excluded.user_epoch,
         realm_epoch = excluded.realm_epoch
       WHERE excluded.version > directory.version`,
    ),
    find: connection.prepare(`SELECT ${ENTRY} FROM directory WHERE sid = ?`),
    activeOfUser: connection.prepare(
      `SELECT ${ENTRY} FROM directory WHERE status = 'active' AND user_id = ? AND (created_at_ms, sid) > (?, ?)
       ORDER BY created_at_ms, sid LIMIT ?`,
    ),
    active: connection.prepare(
      `SELECT ${ENTRY} FROM directory WHERE status = 'active' AND sid > ? ORDER BY sid LIMIT ?`,
    ),
    due: connection.prepare(
      `SELECT ${ENTRY} FROM directory WHERE status = 'active' AND check_at_ms <= ? AND (check_at_ms, sid) > (?, ?)
       ORDER BY check_at_ms, sid LIMIT ?`,
    ),
    postpone: connection.prepare(
      "UPDATE directory SET check_at_ms = ? WHERE sid = ? AND status = 'active' AND check_at_ms < ?",
    ),
    raiseSetting: connection.prepare(
      `INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value
       WHERE excluded.value > settings.value`,
    ),
    setting: connection.prepare('SELECT value FROM settings WHERE name = ?'),
  };
}
