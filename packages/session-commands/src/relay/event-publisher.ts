import type { Commit, CommitStore, EventLog } from '@atlasnode/session-engine';
import { commitId, type StreamName } from '@atlasnode/session-events';
import { joinWaiting, putAhead, type Lane, type Waiting } from './lane.js';
import type { RelayJob } from './relay-job.js';
import { soon } from './soon.js';

/** Long enough that the commits of many turns share one write to the log, short enough that nobody watching notices. */
const LINGER_MS = 10;
const PAUSE_AFTER_FAILURE_MS = 250;
const MAX_BATCH = 64;
/** Commits held in memory while the log is slow; those beyond are left to the sweeper, which has them in the store. */
const MAX_WAITING = 20_000;

export interface EventPublisher {
  /** `follows`: the commit before has been relayed, or there is none. */
  add(job: RelayJob, follows: boolean): void;
  hurry(): void;
}

export interface EventPublisherOptions {
  readonly commits: Pick<CommitStore, 'pendingOf'>;
  readonly eventLog: Pick<EventLog, 'publish'>;
  /** True for a commit whose events this process has seen in the log, though it is still pending. */
  readonly isInLog: (commitId: string) => boolean;
  readonly isHurried: () => boolean;
  readonly onPublished: (job: RelayJob) => void;
  /** A commit whose other duties are somebody else's had to go first. */
  readonly onPublishedAhead: (commit: Commit) => void;
  readonly onFailed: (job: RelayJob) => void;
  readonly onRelayFault: (error: unknown) => void;
}

/**
 * Sends events to the log, many commits in one call, one call at a time. A stream's version n + 1 is not sent before n was acknowledged, so a late copy is
 * only ever a repeat. What fails is dropped here with everything behind it in its stream: it is still pending in the store, where the sweeper finds it.
 */
export function createEventPublisher(options: EventPublisherOptions): EventPublisher {
  const lanes = new Map<StreamName, Lane>();
  let ready: Lane[] = [];
  let waitingCount = 0;
  let isSending = false;
  let lingerMs = LINGER_MS;
  const sending = soon(
    () => (options.isHurried() ? 0 : lingerMs),
    () => void sendAll(),
  );

  function isNext({ stream, version }: Commit, lane: Lane | undefined): boolean {
    const before = version - 1;
    return before === 0 || lane?.waiting.at(-1)?.commit.version === before || options.isInLog(commitId(stream, before));
  }

  function advance(lane: Lane): void {
    const [first] = lane.waiting;
    if (first === undefined) lanes.delete(lane.stream);
    else if (!first.isSure) void putEarlierFirst(lane, first);
    else {
      ready.push(lane);
      if (!isSending) sending.call();
    }
  }

  /** Another process, or a crash, may have left earlier commits of the stream behind: their events go first. */
  async function putEarlierFirst(lane: Lane, { commit }: Waiting): Promise<void> {
    try {
      const pending = await options.commits.pendingOf(lane.stream, commit.version);
      const count = lane.waiting.length;
      putAhead(
        lane,
        pending.filter(({ id }) => !options.isInLog(id)),
      );
      waitingCount += lane.waiting.length - count;
      advance(lane);
    } catch (error) {
      options.onRelayFault(error);
      drop(lane);
    }
  }

  function drop(lane: Lane): void {
    lanes.delete(lane.stream);
    waitingCount -= lane.waiting.length;
    for (const { job } of lane.waiting) if (job) options.onFailed(job);
  }

  async function sendAll(): Promise<void> {
    if (isSending) return;
    isSending = true;
    while (ready.length > 0) {
      const batch = ready.slice(0, MAX_BATCH);
      ready = ready.slice(MAX_BATCH);
      if (!(await send(batch))) break;
    }
    isSending = false;
    if (ready.length > 0) sending.call();
  }

  async function send(batch: readonly Lane[]): Promise<boolean> {
    try {
      await options.eventLog.publish(batch.flatMap((lane) => lane.waiting[0]?.commit.events ?? []));
    } catch (error) {
      lingerMs = PAUSE_AFTER_FAILURE_MS;
      options.onRelayFault(error);
      for (const lane of batch) drop(lane);
      return false;
    }
    lingerMs = LINGER_MS;
    waitingCount -= batch.length;
    for (const lane of batch) {
      const [sent] = lane.waiting;
      lane.waiting = lane.waiting.slice(1);
      if (sent?.job) options.onPublished(sent.job);
      else if (sent) options.onPublishedAhead(sent.commit);
      advance(lane);
    }
    return true;
  }

  return {
    add: (job, follows) => {
      if (waitingCount >= MAX_WAITING) return options.onFailed(job);
      const { stream } = job.commit;
      const lane = lanes.get(stream);
      if (joinWaiting(lane, job)) return undefined;
      waitingCount += 1;
      const added: Waiting = { commit: job.commit, job, isSure: follows || isNext(job.commit, lane) };
      if (lane !== undefined) {
        lane.waiting = [...lane.waiting, added];
        return undefined;
      }
      const opened: Lane = { stream, waiting: [added] };
      lanes.set(stream, opened);
      return advance(opened);
    },
    hurry: () => sending.hurry(),
  };
}
