import type { SessionState } from './session-state.js';

/** The present state, and who wants to hear of the next. */
export class StateStore {
  readonly #listeners = new Set<(state: SessionState) => void>();
  #state: SessionState = { status: 'unknown' };

  get state(): SessionState {
    return this.#state;
  }

  set(state: SessionState): void {
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  /** @returns unsubscribes */
  subscribe(listener: (state: SessionState) => void): () => void {
    // A wrapper of its own, so that the same function given twice is called and removed twice.
    const entry = (state: SessionState): void => listener(state);
    this.#listeners.add(entry);
    entry(this.#state);
    return () => void this.#listeners.delete(entry);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
