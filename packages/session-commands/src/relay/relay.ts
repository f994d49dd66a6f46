import type { Commit, Engine } from '@atlasnode/session-engine';
import type { RevocationNotice } from '@atlasnode/session-events';
import { END_OVERTAKEN_QUEUE, endOvertakenJob } from '../epochs/end-overtaken.job.js';
import { within } from '../within.js';
import { raisedEpochOf, updateDirectory } from './directory-update.js';
import { createEventPublisher } from './event-publisher.js';
import { noticeOf } from './notice-of.js';
import { createPendingClearer } from './pending-clearer.js';
import type { Progress } from './progress.js';
import { NOTICE_DEADLINE_MS, publishNotice, type NoticePublishing } from './publish-notice.js';
import type { RelayJob } from './relay-job.js';

export interface TakeOptions {
  /** The commit before was relayed when this one was decided, or there is none. */
  readonly follows: boolean;
  /** What a refresh spares the directory: false where the session's due time only moved away. */
  readonly updatesDirectory: boolean;
  /** The second read that a start is admitted by, the directory included. A commit whose admission fails stays pending. */
  readonly admission?: () => Promise<unknown>;
  readonly onSettled?: (isCleared: boolean) => void;
}

export interface Relay {
  /** Starts to bring a commit out: its notice at once, the rest behind the reply. */
  take(commit: Commit, options: TakeOptions): RelayJob;
  /** Does what waits for no log, the notice and the directory, unless it is known to be done. The commit stays pending. */
  attend(commit: Commit, options: TakeOptions): Promise<void>;
  /** Whether the notice of this commit, taken already or not, is on the channel; waits for it at most 1.9 s. */
  drive(commit: Commit): Promise<boolean>;
  isInFlight(commitId: string): boolean;
  /** Resolves when everything that was taken is out, or left to the sweeper. */
  idle(): Promise<void>;
}

export interface RelayOptions extends NoticePublishing {
  readonly engine: Pick<Engine, 'commits' | 'directory' | 'eventLog' | 'jobs'>;
  readonly progress: Progress;
}

const DONE = Promise.resolve(true);

export function createRelay(options: RelayOptions): Relay {
  const { engine, progress, onRelayFault } = options;
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
    isInLog: (id) => inLog.has(id) || progress.has(id, 'events'),
    isHurried,
    onPublished: (job) => {
      inLog.add(job.commit.id);
      clearWhenDone(job);
    },
    onPublishedAhead: (commit) => progress.add(commit, 'events'),
    onFailed: (job) => void settle(job, false),
    onRelayFault,
  });

  function clearWhenDone(job: RelayJob): void {
    if (job.duties === undefined) clearer.add(job);
    else void job.duties.then((isDone) => (isDone ? clearer.add(job) : settle(job, false)));
  }

  async function settle(job: RelayJob, isCleared: boolean): Promise<void> {
    const { commit } = job;
    if (isCleared) {
      progress.forget(commit.id);
      await startJobOf(commit);
    } else if (inLog.has(commit.id)) progress.add(commit, 'events');
    inLog.delete(commit.id);
    if (inFlight.get(commit.id) === job) inFlight.delete(commit.id);
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

  async function noticeDuty(commit: Commit, said: RevocationNotice): Promise<boolean> {
    if (progress.has(commit.id, 'notice')) return true;
    const isOut = await publishNotice(options, said);
    if (isOut) progress.add(commit, 'notice');
    return isOut;
  }

  async function directoryDuty(commit: Commit, { admission }: TakeOptions): Promise<void> {
    if (progress.has(commit.id, 'directory')) return;
    await (admission === undefined ? updateDirectory(engine.directory, commit) : admission());
    progress.add(commit, 'directory');
  }

  function dutiesOf(commit: Commit, how: TakeOptions): Pick<RelayJob, 'notice' | 'duties'> {
    const said = noticeOf(commit);
    const notice = said && noticeDuty(commit, said);
    const duties: Array<Promise<unknown>> = [];
    if (notice !== undefined) duties.push(notice);
    if (how.updatesDirectory || how.admission !== undefined) duties.push(directoryDuty(commit, how));
    return { ...(notice && { notice }), ...(duties.length > 0 && { duties: allDone(duties) }) };
  }

  function take(commit: Commit, how: TakeOptions): RelayJob {
    const job: RelayJob = {
      commit,
      ...dutiesOf(commit, how),
      ...(how.onSettled && { onSettled: how.onSettled }),
    };
    inFlight.set(commit.id, job);
    if (progress.has(commit.id, 'events')) clearWhenDone(job);
    else publisher.add(job, how.follows);
    return job;
  }

  return {
    take,
    attend: async (commit, how) => {
      const under = inFlight.get(commit.id);
      if (under !== undefined && (under.duties === undefined || (await under.duties))) return;
      await dutiesOf(commit, how).duties;
    },
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
