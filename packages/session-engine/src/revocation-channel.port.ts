import type { Heartbeat, RevocationNotice, RevocationRecord } from '@atlasnode/session-events';

/** What a reader of the channel is told, in order, one call at a time. */
export interface RevocationListener {
  /** The next record: `record.previous` is the position of the one before. Synchronous, so that a notice is applied before anything else runs. */
  onRecord(record: RevocationRecord): void;
  /**
   * Continuity was lost (a gap, a log that was cut or recreated): the reader starts over from `fromMs()` on its own. Until `onReady` comes again what
   * was known may lack revocations.
   */
  onLost(reason: string): void;
  /** Everything from the asked time to the end of the channel, as it was when the reading began, has been told. */
  onReady(position: { readonly position: number; readonly atMs: number }): void;
}

export interface RevocationReader {
  close(): Promise<void>;
}

/** One ordered channel of notices and heartbeats that every verifier and gateway reads whole. Its times are its own and never step back. */
export interface RevocationChannel {
  /**
   * Resolves once the notice is durable on the channel, with its record. After an error it may be there: publish it again; applying a notice twice changes nothing.
   * @throws EngineError `OUTCOME_UNKNOWN` (1.9 s passed), `UNAVAILABLE`, `CLOSED`
   */
  publish(notice: RevocationNotice): Promise<RevocationRecord>;

  /** Puts a sign of life on the channel, ordered after every notice acknowledged before the call. */
  heartbeat(heartbeat: Heartbeat): Promise<RevocationRecord>;

  /** Reads everything from the channel's time `fromMs()` on (asked again whenever the reader starts over), then live. In this process a notice is told to every open listener before its `publish` resolves where the engine is embedded. */
  read(fromMs: () => number, listener: RevocationListener): Promise<RevocationReader>;

  /** The records after a position, for one who resumes; undefined where the channel no longer holds them all. */
  recordsSince(position: number, limit: number): Promise<readonly RevocationRecord[] | undefined>;
}
