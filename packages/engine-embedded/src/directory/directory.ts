import type { Directory, DirectoryEntry, Page, PageRequest } from '@atlasnode/session-engine';
import { answer, type EngineContext } from '../engine-context.js';
import { decodeCursor, decodeKeyCursor, encodeCursor, pageOf, rowsForPage } from '../page-cursor.js';
import type { SqlParameter } from '../sqlite/parameters.js';
import type { Statement } from '../sqlite/connection.js';
import { integer } from '../sqlite/row.js';
import { directoryStatements } from './directory-statements.js';
import { asDirectoryEntry } from './directory-entry.js';
import { createEpochs } from './epochs.js';

const MAX_ACCESS_TOKEN_LIFETIME = 'max-access-token-lifetime-ms';

export function createDirectory(context: EngineContext): Directory {
  const { connection, writer } = context;
  const sql = directoryStatements(connection);

  async function write(statement: Statement, parameters: readonly SqlParameter[]): Promise<void> {
    await writer.submit({ rows: 1, run: () => statement.run(parameters) });
  }

  /** A page by (number, sid). */
  function pageBy(
    numberOf: (entry: DirectoryEntry) => number,
    request: PageRequest,
    read: (after: { readonly ordinal: number; readonly key: string }, rows: number) => readonly DirectoryEntry[],
  ): Page<DirectoryEntry> {
    const after = request.after === undefined ? { ordinal: -1, key: '' } : decodeCursor(request.after);
    return pageOf(read(after, rowsForPage(request)), request, (last) => encodeCursor(numberOf(last), last.sid));
  }

  return {
    upsert: (entry) =>
      write(sql.upsert, [
        entry.sid,
        entry.userId,
        entry.clientId,
        entry.status,
        entry.version,
        entry.createdAtMs,
        entry.checkAtMs,
        entry.userEpoch,
        entry.realmEpoch,
      ]),

    find: (sid) =>
      answer(() => {
        const row = sql.find.get([sid]);
        return row && asDirectoryEntry(row);
      }),

    activeOfUser: (userId, request) =>
      answer(() =>
        pageBy(
          (entry) => entry.createdAtMs,
          request,
          ({ ordinal, key }, rows) => sql.activeOfUser.all([userId, ordinal, key, rows]).map(asDirectoryEntry),
        ),
      ),

    active: (request) =>
      answer(() => {
        const found = sql.active.all([decodeKeyCursor(request.after), rowsForPage(request)]).map(asDirectoryEntry);
        return pageOf(found, request, (last) => last.sid);
      }),

    due: (atMs, request) =>
      answer(() =>
        pageBy(
          (entry) => entry.checkAtMs,
          request,
          ({ ordinal, key }, rows) => sql.due.all([atMs, ordinal, key, rows]).map(asDirectoryEntry),
        ),
      ),

    postpone: (sid, checkAtMs) => write(sql.postpone, [checkAtMs, sid, checkAtMs]),

    ...createEpochs(context),

    raiseMaxAccessTokenLifetime: (lifetimeMs) =>
      writer.submit({
        rows: 1,
        run: () => {
          sql.raiseSetting.run([MAX_ACCESS_TOKEN_LIFETIME, lifetimeMs]);
          return integer(sql.setting.get([MAX_ACCESS_TOKEN_LIFETIME]) ?? [], 0);
        },
      }),
  };
}
