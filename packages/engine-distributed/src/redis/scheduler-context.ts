import type { OnFault } from '../fault.js';
import type { Lifetime } from '../lifetime.js';
import type { RedisConnection } from './redis-connection.js';

export interface SchedulerContext {
  readonly redis: RedisConnection;
  readonly prefix: string;
  readonly lifetime: Lifetime;
  readonly onFault: OnFault;
}

/** A worker that died is noticed after one lease and one look for such. */
export const WORKER_LEASE = {
  lockDuration: 6_000,
  stalledInterval: 3_000,
  // A job may outlive any number of workers: whether it is given up is for its attempts to say.
  maxStalledCount: 1_000_000,
  runRetryDelay: 1_000,
} as const;
