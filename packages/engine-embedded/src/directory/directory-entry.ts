import type { DirectoryEntry } from '@atlasnode/session-engine';
import { integer, text, type SqlRow } from '../sqlite/row.js';

export function asDirectoryEntry(row: SqlRow): DirectoryEntry {
  return {
    sid: text(row, 0),
    userId: text(row, 1),
    clientId: text(row, 2),
    status: text(row, 3) === 'active' ? 'active' : 'ended',
    version: integer(row, 4),
    createdAtMs: integer(row, 5),
    checkAtMs: integer(row, 6),
    userEpoch: integer(row, 7),
    realmEpoch: integer(row, 8),
  };
}
