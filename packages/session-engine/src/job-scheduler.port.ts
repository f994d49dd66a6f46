export interface Job<Payload = unknown> {
  /** Deterministic: the same work has the same id. */
  readonly id: string;
  readonly payload: Payload;
}

export interface RunningJob<Payload = unknown> extends Job<Payload> {
  /** 1 at first. */
  readonly attempt: number;
  /** Shown by `progress`; also tells the scheduler that the worker lives. */
  report(done: number, total: number): Promise<void>;
}

export interface JobProgress {
  readonly id: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly done: number;
  readonly total: number;
  readonly attempts: number;
  readonly lastError?: string;
  readonly updatedAtMs: number;
}

export interface Worker {
  /** Takes nothing new and waits for what is running. */
  close(): Promise<void>;
}

/** Work that any one process may do. Holds no truth: what is lost here is found again from the directory. */
export interface JobScheduler {
  /** Runs `task` every `intervalMs`, in one process of the cluster at a time and never overlapping itself. A throw is logged by the caller's `onError` and the next turn comes all the same. */
  every(
    task: { readonly name: string; readonly intervalMs: number; readonly onError: (error: unknown) => void },
    run: () => Promise<void>,
  ): Promise<Worker>;

  /** Adds jobs. One whose id is waiting or running is left as it is; one that is done or failed is started anew. */
  enqueue(queue: string, jobs: readonly Job[]): Promise<void>;

  /**
   * Does the jobs of a queue, at most `concurrency` at once in this process; each job is with one worker at a time. A throw: again after a pause that grows,
   * `failed` after `maxAttempts`. A worker that died: another takes the job over when its lease is out.
   */
  work(
    queue: string,
    options: { readonly concurrency: number; readonly maxAttempts: number },
    handle: (job: RunningJob) => Promise<void>,
  ): Promise<Worker>;

  /** undefined where nothing is known of the job (any more). */
  progress(queue: string, id: string): Promise<JobProgress | undefined>;

  /** The newest jobs of a queue, the latest changed first. */
  recent(queue: string, limit: number): Promise<readonly JobProgress[]>;
}
