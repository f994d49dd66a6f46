import { isEngineError, type AuditStore, type LoggedEvent } from '@atlasnode/session-engine';
import type { DeadLetters } from './dead-letters.js';
import { eventFault } from './event-fault.js';

export interface ProjectEventsOptions {
  readonly audit: Pick<AuditStore, 'write'>;
  readonly deadLetters: DeadLetters;
  readonly onStored: (events: number) => void;
  /** An id came with another hash than the one stored under it: two histories are told. */
  readonly onConflict: (eventId: string) => void;
}

/**
 * Takes a batch of the log into the audit store. What cannot be understood is put aside and stops nothing; only a store that is not there does, and
 * then the log brings the batch again.
 */
export function projectEvents(options: ProjectEventsOptions): (batch: readonly LoggedEvent[]) => Promise<void> {
  const store = async (events: readonly LoggedEvent[]): Promise<void> => {
    const { conflicts } = await options.audit.write(events.map((logged) => logged.event));
    for (const id of conflicts) options.onConflict(id);
    options.onStored(events.length);
  };

  /** The store refused something in the batch: each alone, so that one event costs no other its place. */
  const storeEach = async (events: readonly LoggedEvent[]): Promise<void> => {
    for (const logged of events) {
      try {
        await store([logged]);
      } catch (error) {
        if (isEngineError(error)) throw error;
        putAside(logged, `the store refused it: ${messageOf(error)}`);
      }
    }
  };

  const putAside = ({ position, event }: LoggedEvent, reason: string): void => {
    options.deadLetters.put({ position, eventId: String(event?.id), reason });
  };

  return async (batch) => {
    const understood: LoggedEvent[] = [];
    for (const logged of batch) {
      const fault = eventFault(logged.event);
      if (fault === undefined) understood.push(logged);
      else putAside(logged, fault);
    }
    if (understood.length === 0) return;
    try {
      await store(understood);
    } catch (error) {
      if (isEngineError(error)) throw error;
      await storeEach(understood);
    }
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
