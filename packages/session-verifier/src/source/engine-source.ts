import type { RevocationRecord } from '@atlasnode/session-events';
import { LONGEST_WINDOW_MS, type RevocationView } from '../view/revocation-view.js';
import { backoffMs } from './backoff.js';
import type { OpenSource, RevocationSource } from './revocation-source.js';

/** What this source needs of an engine's revocation channel; session-engine's `RevocationChannel` has it. */
export interface RevocationFeed {
  /** Reads everything from the channel's time `fromMs()` on, then live. Starts over by itself after `onLost`. */
  read(fromMs: () => number, listener: RevocationFeedListener): Promise<{ close(): Promise<void> }>;
}

export interface RevocationFeedListener {
  onRecord(record: RevocationRecord): void;
  onLost(reason: string): void;
  onReady(end: { readonly position: number; readonly atMs: number }): void;
}

export interface EngineSourceOptions {
  readonly nowMs?: () => number;
  /** The channel could not be read (it is tried again), or continuity was lost. For the log: the view says by itself that it is not ready. */
  readonly onFault?: (fault: unknown) => void;
}

/**
 * Feeds a view from the revocation channel of an engine in this process, or beside it: the shortest way there is.
 *
 * @example
 * ```ts
 * const verifier = createVerifier({ strategy: 'live', issuer, audience, keys, source: engineSource(engine.revocations) });
 * ```
 */
export function engineSource(feed: RevocationFeed, options: EngineSourceOptions = {}): RevocationSource {
  return { open: (view) => new EngineReading(feed, view, options) };
}

class EngineReading implements OpenSource {
  readonly #feed: RevocationFeed;
  readonly #view: RevocationView;
  readonly #nowMs: () => number;
  readonly #onFault: (fault: unknown) => void;
  #closed = false;
  #wake: () => void = () => undefined;
  readonly #done: Promise<void>;

  constructor(feed: RevocationFeed, view: RevocationView, options: EngineSourceOptions) {
    this.#feed = feed;
    this.#view = view;
    this.#nowMs = options.nowMs ?? Date.now;
    this.#onFault = options.onFault ?? (() => undefined);
    this.#done = this.#run();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#done;
  }

  async #run(): Promise<void> {
    for (let attempt = 0; !this.#closed; attempt += 1) {
      try {
        await this.#readUntilBroken(() => {
          attempt = 0;
        });
      } catch (error) {
        this.#onFault(error);
      }
      this.#view.lose();
      if (!this.#closed) await this.#sleep(backoffMs(attempt));
    }
  }

  /** Resolves when the reading must be opened anew, or the source is closed. */
  async #readUntilBroken(onReady: () => void): Promise<void> {
    let live = true;
    const broken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    const wake = this.#wake;
    this.#view.startOver();
    const reader = await this.#feed.read(() => this.#fromMs(), {
      onRecord: (record) => {
        if (!live || this.#view.apply(record) !== 'gap') return;
        // The channel promises continuity or `onLost`; one that skipped a record in silence is opened anew.
        this.#onFault(new Error(`record ${record.position} follows ${record.previous}, which was never seen`));
        live = false;
        wake();
      },
      onLost: (reason) => {
        if (!live) return;
        this.#onFault(new Error(`the revocation channel lost continuity: ${reason}`));
        this.#view.startOver();
      },
      onReady: (end) => {
        if (!live) return;
        onReady();
        this.#view.finishReading(end);
      },
    });
    if (!this.#closed) await broken;
    live = false;
    await reader.close();
  }

  #fromMs(): number {
    const windowMs = this.#view.windowMs === 0 ? LONGEST_WINDOW_MS : this.#view.windowMs;
    return this.#nowMs() - windowMs - this.#view.clockSkewMs;
  }

  async #sleep(forMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, forMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
