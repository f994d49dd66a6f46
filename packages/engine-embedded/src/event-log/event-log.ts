import { EngineError, type EventLog } from '@atlasnode/session-engine';
import type { RecordedEvent } from '@atlasnode/session-events';
import { answer, nextTurn, type EngineContext } from '../engine-context.js';
import { ConsumerGroup } from './consumer-group.js';
import { EventTable } from './event-table.js';

const EVENTS_PER_WRITE = 32;
const EVENTS_PER_READ = 256;

/** Writes in the order they were asked for. One that fails brings down those behind it: their repeat comes after its own. */
interface Line {
  failure?: Error;
}

export interface EmbeddedEventLog extends EventLog {
  /** Every subscription is closed, what it has in hand finished. */
  close(): Promise<void>;
}

export function createEventLog({ connection, writer }: EngineContext): EmbeddedEventLog {
  const table = new EventTable(connection);
  const groups = new Map<string, ConsumerGroup>();
  const followers = new Set<(event: RecordedEvent) => void>();
  let line: Line = {};

  function groupOf(name: string): ConsumerGroup {
    const known = groups.get(name);
    if (known !== undefined) return known;
    const created = new ConsumerGroup(name, table, writer);
    groups.set(name, created);
    return created;
  }

  async function publishSome(events: readonly RecordedEvent[]): Promise<void> {
    const bodies = events.map((event) => JSON.stringify(event));
    const own = line;
    await writer.submit({
      rows: bodies.length,
      run: () => {
        if (own.failure !== undefined) throw brokenOff(own.failure);
        return table.insert(bodies);
      },
      failed: (error) => {
        own.failure ??= error;
        if (line === own) line = {};
      },
      committed: (end) => {
        table.extend(events, end);
        for (const group of groups.values()) group.wake();
        for (const follower of followers) tell(follower, events);
      },
    });
  }

  return {
    publish: async (events) => {
      const parts: Promise<void>[] = [];
      for (let from = 0; from < events.length; from += EVENTS_PER_WRITE)
        parts.push(publishSome(events.slice(from, from + EVENTS_PER_WRITE)));
      await Promise.all(parts);
    },

    subscribe: (name, handle) => answer(() => groupOf(name).join(handle)),

    follow: async (onEvent) => {
      const follower = (event: RecordedEvent): void => onEvent(event);
      followers.add(follower);
      return {
        close: async () => {
          followers.delete(follower);
        },
      };
    },

    behind: (group) => answer(() => table.end - table.committedPosition(group)),

    readAll: () => {
      const end = table.end;
      return (async function* () {
        for (let position = 0; position < end;) {
          const from = position;
          const batch = await answer(() => table.read(from, Math.min(EVENTS_PER_READ, end - from)));
          for (const logged of batch) yield logged;
          position += EVENTS_PER_READ;
          await nextTurn();
        }
      })();
    },

    close: async () => {
      await Promise.all([...groups.values()].map((group) => group.close()));
    },
  };
}

function brokenOff(cause: Error): EngineError {
  return new EngineError('OUTCOME_UNKNOWN', 'what was to stand before it in the log could not be written', { cause });
}

/** A follower that throws is its owner's bug: it must not cost the others their events. */
function tell(follower: (event: RecordedEvent) => void, events: readonly RecordedEvent[]): void {
  for (const event of events) {
    try {
      follower(event);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
