import type { Commit, Engine } from '@atlasnode/session-engine';
import { END_OVERTAKEN_QUEUE, endOvertakenJob } from '../epochs/end-overtaken.job.js';
import { within } from '../within.js';
import { raisedEpochOf, updateDirectory } from './directory-update.js';
import { createEventPublisher } from './event-publisher.js';
import { noticeOf } from './notice-of.js';
import { createPendingClearer } from './pending-clearer.js';
import { NOTICE_DEADLINE_MS, publishNotice, type NoticePublishing } from './publish-notice.js';
import type { RelayJob } from './relay-job.js';

export interface TakeOptions {
  /** The commit before was relayed when this one was decided, or there is none. */
  readonly follows: boolean;
  /** What a refresh spares the directory: false where the session's due time only moved away. */
  readonly updatesDirectory: boolean;
  /** The second read that a start is admitted by, where the caller does it. A commit whose admission fails stays pending. */
  readonly admission?: Promise<unknown>;
  readonly onSettled?: (isCleared: boolean) => void;
}

export interface Relay {
  /** Starts to bring a commit out: its notice at once, the rest behind the reply. */
  take(commit: Commit, options: TakeOptions): RelayJob;
  /** Whether the notice of this commit, taken already or not, is on the channel; waits for it at most 1.9 s. */
  drive(commit: Commit): Promise<boolean>;
  isInFlight(commitId: string): boolean;
  /** Resolves when everything that was taken is out, or left to the sweeper. */
  idle(): Promise<void>;
}

export interface RelayOptions extends NoticePublishing {
  readonly engine: Pick<Engine, 'commits' | 'directory' | 'eventLog' | 'jobs'>;
}

const DONE = Promise.resolve(true);

export function createRelay(options: RelayOptions): Relay {
  const { engine, onRelayFault } = options;
  const inFlight = new Map<string, RelayJob>();
  const inLog = new Set<string>();
  let hurrying = 0;
  let idlers: Array<() => void> = [];
  const isHurried = (): boolean => hurrying > 0;

  const clearer = createPendingClearer({
    commits: engine.commits,
    isHurried,
    onSettled: (job, isCleared) => void settle(job, isCleared),
    onRelayFault,
  });
  const publisher = createEventPublisher({
    commits: engine.commits,
    eventLog: engine.eventLog,
    isInLog: (id) => inLog.has(id),
    isHurried,
    onPublished: (job) => {
      inLog.add(job.commit.id);
      if (job.duties === undefined) clearer.add(job);
      else void job.duties.then((isDone) => (isDone ? clearer.add(job) : settle(job, false)));
    },
    onFailed: (job) => void settle(job, false),
    onRelayFault,
  });

  async function settle(job: RelayJob, isCleared: boolean): Promise<void> {
    if (isCleared) await startJobOf(job.commit);
    inLog.delete(job.commit.id);
    if (inFlight.get(job.commit.id) === job) inFlight.delete(job.commit.id);
    job.onSettled?.(isCleared);
    if (inFlight.size > 0) return;
    for (const wake of idlers) wake();
    idlers = [];
  }

  /** Not before the epoch's commit is cleared: the ends that the job writes publish no notice, because the epoch's own is out. */
  async function startJobOf(commit: Commit): Promise<void> {
    const raised = raisedEpochOf(commit);
    if (raised === undefined) return;
    try {
      await engine.jobs.enqueue(END_OVERTAKEN_QUEUE, [endOvertakenJob(raised.owner, raised.epoch)]);
    } catch (error) {
      // The directory still says `endedThroughEpoch < epoch`: a worker makes the job again.
      onRelayFault(error);
    }
  }

  async function allDone(duties: ReadonlyArray<Promise<unknown>>): Promise<boolean> {
    const outcomes = await Promise.allSettled(duties);
    const faults = outcomes.filter((outcome) => outcome.status === 'rejected');
    for (const fault of faults) onRelayFault(fault.reason);
    return (
      faults.length === 0 && outcomes.every((outcome) => outcome.status === 'fulfilled' && outcome.value !== false)
    );
  }

  function dutiesOf(
    commit: Commit,
    notice: Promise<boolean> | undefined,
    take: TakeOptions,
  ): Promise<boolean> | undefined {
    const duties: Array<Promise<unknown>> = [];
    if (notice !== undefined) duties.push(notice);
    if (take.admission !== undefined) duties.push(take.admission);
    else if (take.updatesDirectory) duties.push(updateDirectory(engine.directory, commit));
    return duties.length === 0 ? undefined : allDone(duties);
  }

  function take(commit: Commit, how: TakeOptions): RelayJob {
    const said = noticeOf(commit);
    const notice = said && publishNotice(options, said);
    const duties = dutiesOf(commit, notice, how);
    const job: RelayJob = {
      commit,
      ...(notice && { notice }),
      ...(duties && { duties }),
      ...(how.onSettled && { onSettled: how.onSettled }),
    };
    inFlight.set(commit.id, job);
    publisher.add(job, how.follows);
    return job;
  }

  return {
    take,
    drive: async (commit) => {
      const under = inFlight.get(commit.id);
      if (under !== undefined && (await within(under.notice ?? DONE, NOTICE_DEADLINE_MS, false))) return true;
      if (inFlight.has(commit.id)) return false;
      return within(take(commit, { follows: false, updatesDirectory: true }).notice ?? DONE, NOTICE_DEADLINE_MS, false);
    },
    isInFlight: (id) => inFlight.has(id),
    idle: async () => {
      hurrying += 1;
      try {
        while (inFlight.size > 0) {
          publisher.hurry();
          clearer.hurry();
          await new Promise<void>((resolve) => idlers.push(resolve));
        }
      } finally {
        hurrying -= 1;
      }
    },
  };
}
