import type { RecordedEvent } from '@atlasnode/session-events';

export interface LoggedEvent {
  /** Opaque; sorts nothing across partitions. */
  readonly position: string;
  readonly event: RecordedEvent;
}

export interface Subscription {
  /** Events in the log that this group's committed position has not passed. */
  behind(): Promise<number>;
  /** Takes no new batch, waits for the one in hand, leaves the group. */
  close(): Promise<void>;
}

/** The distribution log, which other teams consume too. Events of one partition key (see `partitionKey`) keep the order they were published in. */
export interface EventLog {
  /**
   * Resolves once all events are durable in the log. After an error any of them may be there: publish the same again. So an
   * event may stand in the log more than once; its first occurrence is in order if the caller publishes in order.
   * @throws EngineError `OUTCOME_UNKNOWN`, `UNAVAILABLE`, `CLOSED`
   */
  publish(events: readonly RecordedEvent[]): Promise<void>;

  /**
   * Consumes as a member of `group`, from the group's committed position (the beginning at first). At least once: the position is committed
   * after `handle` resolved. Batches of one key come one after the other. Where `handle` throws, the batch comes again, after a pause.
   * One member of a group at a time has a given key; when a member is gone another takes over.
   */
  subscribe(group: string, handle: (batch: readonly LoggedEvent[]) => Promise<void>): Promise<Subscription>;

  /** Every event published from now on, to this process alone; for a live display. Nothing is kept for one who was away. */
  follow(onEvent: (event: RecordedEvent) => void): Promise<{ close(): Promise<void> }>;

  /** Events in the log that this group's committed position has not passed, asked by anyone; all of them where the group never was. */
  behind(group: string): Promise<number>;

  /** The whole log from its beginning to where it ended when the call was made. */
  readAll(): AsyncIterable<LoggedEvent>;
}
