import type { AuditStore } from './audit-store.port.js';
import type { CommitStore } from './commit-store.port.js';
import type { Directory } from './directory.port.js';
import type { EventLog } from './event-log.port.js';
import type { JobScheduler } from './job-scheduler.port.js';
import type { KeyStore } from './key-store.port.js';
import type { RevocationChannel } from './revocation-channel.port.js';

export interface EngineHealth {
  /** e.g. `commit store`. */
  readonly part: string;
  readonly ok: boolean;
  /** What is wrong, in a sentence that names what to do; never an address with credentials. */
  readonly detail?: string;
}

/** All ports of one engine, opened together. */
export interface Engine {
  readonly name: 'embedded' | 'distributed';
  readonly commits: CommitStore;
  readonly directory: Directory;
  readonly eventLog: EventLog;
  readonly revocations: RevocationChannel;
  readonly jobs: JobScheduler;
  readonly audit: AuditStore;
  readonly keys: KeyStore;
  /** Asks every part, within a second or two. */
  health(): Promise<readonly EngineHealth[]>;
  /** Finishes what was taken, then closes. Calls after it throw `CLOSED`. */
  close(): Promise<void>;
}
