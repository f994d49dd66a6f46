import type { LoggedEvent } from '@atlasnode/session-engine';
import type { RecordedEvent } from '@atlasnode/session-events';

/** A consumer that keeps up is never further behind; one that is reads the file. */
const MAX_EVENTS = 2_048;

/** The end of the log as it was published, so that whoever follows closely need not read and parse it again. */
export class RecentEvents {
  #events: LoggedEvent[] = [];
  /** Position of the event before the first one held. */
  #start = 0;

  /** Takes events that are durable, the last of them at this position. */
  add(events: readonly RecordedEvent[], end: number): void {
    const first = end - events.length + 1;
    if (first !== this.#start + this.#events.length + 1) {
      this.#events = [];
      this.#start = first - 1;
    }
    for (const [index, event] of events.entries()) this.#events.push({ position: String(first + index), event });
    if (this.#events.length >= 2 * MAX_EVENTS) {
      const dropped = this.#events.length - MAX_EVENTS;
      this.#events = this.#events.slice(dropped);
      this.#start += dropped;
    }
  }

  /** At most so many events after a position; undefined where that is not held. */
  after(position: number, limit: number): readonly LoggedEvent[] | undefined {
    const from = position - this.#start;
    if (from < 0 || from >= this.#events.length) return undefined;
    return this.#events.slice(from, from + limit);
  }
}
