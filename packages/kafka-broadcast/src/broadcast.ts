import type { KafkaAddress } from './cuttable-kafka.js';

export interface BroadcastRecord {
  readonly offset: number;
  /** The broker's time, Unix milliseconds; never less than that of the record before. */
  readonly atMs: number;
  readonly value: Buffer;
}

export interface BroadcastListener {
  /** The next record; its offset is one more than that of the record before. Synchronous. One that throws has lost continuity. */
  onRecord(record: BroadcastRecord): void;
  /** Continuity was lost; the reader starts over from `fromMs()` on its own, and `onReady` comes again. */
  onLost(reason: string): void;
  /** Everything from the asked time to the end, as it was when the reading began, has been told. `next`: where the next record will stand. */
  onReady(end: { readonly next: number; readonly atMs: number }): void;
  /** The broker could not be reached or gave up (it is tried again), or its time stepped back. For the log. */
  onFault?(error: Error): void;
}

export interface BroadcastOptions {
  readonly address: KafkaAddress;
  /** Names this process to the broker. */
  readonly clientId: string;
  /** A topic of one partition with the broker's timestamps (`LogAppendTime`), to which something is written every second. */
  readonly topic: string;
  /** From which time on is read; asked at every start and start-over. Unix milliseconds, by the broker's clock. */
  readonly fromMs: () => number;
  readonly listener: BroadcastListener;
}

export interface BroadcastReader {
  close(): Promise<void>;
}
