import {
  EngineError,
  type CommitStore,
  type Directory,
  type Engine,
  type EventLog,
  type RevocationChannel,
} from '@atlasnode/session-engine';

/** What is wrong with an engine right now. Each is asked before the call goes through; the real engine is behind all of them. */
export interface Faults {
  /** Wraps every append: `write` does the real one. */
  append?: (commit: Parameters<CommitStore['append']>[0], write: () => Promise<void>) => Promise<void>;
  isLogDown?: boolean;
  isChannelDown?: boolean;
  /** As after `kill -9`: nothing that the relay asks for happens any more. */
  isDead?: boolean;
  /** Told of every write of the directory that comes from a commit: whose, before it happens. */
  onDirectoryWrite?: (of: string) => void;
}

/** A real engine with faults that a test switches on and off. */
export function faultyEngine(engine: Engine, faults: Faults): Engine {
  return {
    ...engine,
    commits: faultyCommits(engine.commits, faults),
    directory: faultyDirectory(engine.directory, faults),
    eventLog: faultyLog(engine.eventLog, faults),
    revocations: faultyChannel(engine.revocations, faults),
  };
}

function unavailable(part: string): Promise<never> {
  return Promise.reject(new EngineError('UNAVAILABLE', `${part} is down`));
}

function faultyCommits(commits: CommitStore, faults: Faults): CommitStore {
  return {
    append: (commit) =>
      faults.append === undefined ? commits.append(commit) : faults.append(commit, () => commits.append(commit)),
    loadNewest: (stream) => commits.loadNewest(stream),
    readStream: (stream, options) => commits.readStream(stream, options),
    pending: (options) => commits.pending(options),
    pendingOf: (stream, beforeVersion) => commits.pendingOf(stream, beforeVersion),
    clearPending: (ids) => (faults.isDead === true ? unavailable('the commit store') : commits.clearPending(ids)),
    streams: (options) => commits.streams(options),
  };
}

function faultyDirectory(directory: Directory, faults: Faults): Directory {
  return {
    upsert: (entry) => {
      faults.onDirectoryWrite?.(entry.sid);
      return faults.isDead === true ? unavailable('the directory') : directory.upsert(entry);
    },
    find: (sid) => directory.find(sid),
    activeOfUser: (userId, page) => directory.activeOfUser(userId, page),
    active: (page) => directory.active(page),
    due: (atMs, page) => directory.due(atMs, page),
    postpone: (sid, checkAtMs) => directory.postpone(sid, checkAtMs),
    raiseEpoch: (owner, epoch, exceptSid) => {
      faults.onDirectoryWrite?.(owner.type === 'user' ? owner.userId : owner.type);
      return faults.isDead === true ? unavailable('the directory') : directory.raiseEpoch(owner, epoch, exceptSid);
    },
    markEndedThrough: (owner, epoch) => directory.markEndedThrough(owner, epoch),
    epochOf: (owner) => directory.epochOf(owner),
    unfinishedEpochs: (page) => directory.unfinishedEpochs(page),
    raiseMaxAccessTokenLifetime: (lifetimeMs) => directory.raiseMaxAccessTokenLifetime(lifetimeMs),
  };
}

function faultyLog(log: EventLog, faults: Faults): EventLog {
  return {
    publish: (events) =>
      faults.isDead === true || faults.isLogDown === true ? unavailable('the log') : log.publish(events),
    subscribe: (group, handle) => log.subscribe(group, handle),
    follow: (onEvent) => log.follow(onEvent),
    behind: (group) => log.behind(group),
    readAll: () => log.readAll(),
  };
}

function faultyChannel(channel: RevocationChannel, faults: Faults): RevocationChannel {
  return {
    publish: (notice) =>
      faults.isDead === true || faults.isChannelDown === true ? unavailable('the channel') : channel.publish(notice),
    heartbeat: (heartbeat) => channel.heartbeat(heartbeat),
    read: (fromMs, listener) => channel.read(fromMs, listener),
    recordsSince: (position, limit) => channel.recordsSince(position, limit),
  };
}
