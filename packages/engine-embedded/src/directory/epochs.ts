import type { Directory, EpochOwner, EpochProgress } from '@atlasnode/session-engine';
import { answer, type EngineContext } from '../engine-context.js';
import { decodeKeyCursor, pageOf, rowsForPage } from '../page-cursor.js';
import { integer, optionalText, text, type SqlRow } from '../sqlite/row.js';

type Epochs = Pick<Directory, 'raiseEpoch' | 'markEndedThrough' | 'epochOf' | 'unfinishedEpochs'>;

const USER_PREFIX = 'user:';
const PROGRESS = 'owner, epoch, except_sid, ended_through_epoch';

export function createEpochs({ connection, writer }: EngineContext): Epochs {
  const raise = connection.prepare(
    `INSERT INTO epochs (owner, epoch, except_sid, ended_through_epoch) VALUES (?, ?, ?, 0)
     ON CONFLICT (owner) DO UPDATE SET epoch = excluded.epoch, except_sid = excluded.except_sid WHERE excluded.epoch > epochs.epoch`,
  );
  const markEnded = connection.prepare(
    `INSERT INTO epochs (owner, epoch, except_sid, ended_through_epoch) VALUES (?, 0, NULL, ?)
     ON CONFLICT (owner) DO UPDATE SET ended_through_epoch = max(epochs.ended_through_epoch, excluded.ended_through_epoch)`,
  );
  const find = connection.prepare(`SELECT ${PROGRESS} FROM epochs WHERE owner = ?`);
  const unfinished = connection.prepare(
    `SELECT ${PROGRESS} FROM epochs WHERE ended_through_epoch < epoch AND owner > ? ORDER BY owner LIMIT ?`,
  );

  return {
    raiseEpoch: async (owner, epoch, exceptSid) => {
      await writer.submit({ rows: 1, run: () => raise.run([ownerKey(owner), epoch, exceptSid ?? null]) });
    },

    markEndedThrough: async (owner, epoch) => {
      await writer.submit({ rows: 1, run: () => markEnded.run([ownerKey(owner), epoch]) });
    },

    epochOf: (owner) =>
      answer(() => {
        const row = find.get([ownerKey(owner)]);
        return row && asProgress(row);
      }),

    unfinishedEpochs: (request) =>
      answer(() => {
        const found = unfinished.all([decodeKeyCursor(request.after), rowsForPage(request)]).map(asProgress);
        return pageOf(found, request, (last) => ownerKey(last.owner));
      }),
  };
}

/** The realm's key is no user's, whatever a user is called. */
export function ownerKey(owner: EpochOwner): string {
  return owner.type === 'realm' ? 'realm' : `${USER_PREFIX}${owner.userId}`;
}

function asProgress(row: SqlRow): EpochProgress {
  const key = text(row, 0);
  const exceptSid = optionalText(row, 2);
  return {
    owner: key === 'realm' ? { type: 'realm' } : { type: 'user', userId: key.slice(USER_PREFIX.length) },
    epoch: integer(row, 1),
    ...(exceptSid === undefined ? {} : { exceptSid }),
    endedThroughEpoch: integer(row, 3),
  };
}
