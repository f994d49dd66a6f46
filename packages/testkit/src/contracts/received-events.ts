import type { LoggedEvent } from '@atlasnode/session-engine';
import type { RecordedEvent } from '@atlasnode/session-events';

/** What a handler was given of the lives that a case is about. */
export class Received {
  readonly ids: string[] = [];
  readonly #own: ReadonlySet<string>;

  constructor(...lives: ReadonlyArray<readonly RecordedEvent[]>) {
    this.#own = new Set(lives.flat().map(({ id }) => id));
  }

  take(batch: readonly LoggedEvent[]): void {
    this.ids.push(...this.ownOf(batch));
  }

  ownOf(batch: readonly LoggedEvent[]): readonly string[] {
    return batch.map(({ event }) => event.id).filter((id) => this.#own.has(id));
  }

  /** First occurrences: what remains when repeats are dropped, as every consumer does. */
  get distinct(): readonly string[] {
    return [...new Set(this.ids)];
  }
}

export function idsOf(events: readonly RecordedEvent[]): readonly string[] {
  return events.map(({ id }) => id);
}
