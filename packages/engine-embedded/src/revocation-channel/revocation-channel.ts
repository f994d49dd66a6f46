import type { RevocationChannel } from '@atlasnode/session-engine';
import type { RevocationRecord } from '@atlasnode/session-events';
import { answer, type EngineContext } from '../engine-context.js';
import { ChannelReader } from './channel-reader.js';
import { NoticeTable, noticeRecord } from './notice-table.js';

const RETENTION_MS = 24 * 60 * 60 * 1_000;
const PRUNE_EVERY_MS = 60 * 1_000;

export function createRevocationChannel({ connection, writer, nowMs }: EngineContext): RevocationChannel {
  const table = new NoticeTable(connection);
  const readers = new Set<ChannelReader>();
  let prunedAtMs = 0;

  /** Synchronous, after the transaction and before whoever published hears of it. */
  function tellAll(record: RevocationRecord): void {
    for (const reader of readers) reader.tell(record);
  }

  return {
    publish: async (notice) => {
      const body = JSON.stringify(notice);
      return writer.submit({
        rows: 1,
        run: () => noticeRecord(table.append(body, nowMs()), notice),
        committed: tellAll,
      });
    },

    heartbeat: async (heartbeat) =>
      writer.submit({
        rows: 1,
        run: () => {
          const { position, atMs } = table.tick(nowMs());
          if (atMs - prunedAtMs >= PRUNE_EVERY_MS) table.prune(atMs - RETENTION_MS);
          return { position, previous: position, atMs, notice: heartbeat };
        },
        committed: (record) => {
          if (record.atMs - prunedAtMs >= PRUNE_EVERY_MS) prunedAtMs = record.atMs;
          tellAll(record);
        },
      }),

    read: async (fromMs, listener) => {
      // Stored, so that what the reader is told of the time stays true over a restart.
      const start = await writer.submit({ rows: 1, run: () => table.tick(nowMs()) });
      const reader = new ChannelReader(table, fromMs, listener);
      await reader.open(start.atMs);
      readers.add(reader);
      return {
        close: async () => {
          reader.close();
          readers.delete(reader);
        },
      };
    },

    recordsSince: (position, limit) =>
      answer(() => (table.holdsAllAfter(position) ? table.since(position, limit) : undefined)),
  };
}
