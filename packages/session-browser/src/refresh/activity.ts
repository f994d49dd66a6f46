import type { Environment } from '../environment/environment.js';

/** Whether somebody did something since it was last counted. Kept over navigations: in a page of many pages the click is on one and the refresh on the next. */
export class Activity {
  readonly #memory: Environment['memory'];
  readonly #key: string;

  constructor(memory: Environment['memory'], key: string) {
    this.#memory = memory;
    this.#key = key;
  }

  get isPending(): boolean {
    return this.#memory.get(this.#key) !== undefined;
  }

  /** @returns false where it was noted already. */
  note(): boolean {
    if (this.isPending) return false;
    this.#memory.set(this.#key, '1');
    return true;
  }

  /** The server has counted it. */
  settle(): void {
    this.#memory.set(this.#key, undefined);
  }
}
