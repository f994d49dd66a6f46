import { dueAtMs } from '@atlasnode/session-domain';
import type { Commit, Directory, DirectoryEntry, EpochOwner } from '@atlasnode/session-engine';
import type { SessionSummary, Sid } from '@atlasnode/session-events';
import { lastEvent } from './notice-of.js';

export function directoryEntry(session: SessionSummary, version: number): DirectoryEntry {
  const { sid, userId, clientId, status, createdAtMs, userEpoch, realmEpoch } = session;
  return {
    sid,
    userId,
    clientId,
    status: status === 'active' ? 'active' : 'ended',
    version,
    createdAtMs,
    checkAtMs: dueAtMs(session),
    userEpoch,
    realmEpoch,
  };
}

/** The epoch that a commit raised; undefined for a session's commit. */
export interface RaisedEpoch {
  readonly owner: EpochOwner;
  readonly epoch: number;
  readonly exceptSid?: Sid;
}

export function raisedEpochOf(commit: Commit): RaisedEpoch | undefined {
  const event = lastEvent(commit);
  if (event.type !== 'UserSessionsRevoked' && event.type !== 'EverySessionRevoked') return undefined;
  const { epoch, exceptSid } = event.data;
  const owner: EpochOwner =
    event.type === 'UserSessionsRevoked' ? { type: 'user', userId: event.data.userId } : { type: 'realm' };
  return { owner, epoch, ...(exceptSid === undefined ? {} : { exceptSid }) };
}

/** Brings the directory up to a commit. Safe to do again, and in any order: entries go by version, epochs only rise. */
export async function updateDirectory(directory: Directory, commit: Commit): Promise<void> {
  const event = lastEvent(commit);
  if ('session' in event.data) return directory.upsert(directoryEntry(event.data.session, commit.version));
  const raised = raisedEpochOf(commit);
  if (raised !== undefined) await directory.raiseEpoch(raised.owner, raised.epoch, raised.exceptSid);
}
