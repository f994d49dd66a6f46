import { EngineError } from '@atlasnode/session-engine';

/** What an engine has in hand: closing takes nothing new and waits for the rest. */
export class Lifetime {
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** @throws EngineError `CLOSED` */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#isClosed) throw new EngineError('CLOSED', 'the engine is closed');
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Every call has a deadline of its own, so this has one too. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
  }
}
