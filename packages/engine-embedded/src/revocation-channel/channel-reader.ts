import type { RevocationListener } from '@atlasnode/session-engine';
import type { RevocationRecord } from '@atlasnode/session-events';
import { answer, nextTurn } from '../engine-context.js';
import type { NoticeTable } from './notice-table.js';

const RECORDS_PER_TURN = 500;
const PAUSE_AFTER_FAILURE_MS = 100;

/** One reader: first what is stored, in slices, then live. While it catches up, what is published meanwhile waits in the table. */
export class ChannelReader {
  readonly #table: NoticeTable;
  readonly #fromMs: () => number;
  readonly #listener: RevocationListener;
  #state: 'catching-up' | 'live' | 'closed' = 'catching-up';

  constructor(table: NoticeTable, fromMs: () => number, listener: RevocationListener) {
    this.#table = table;
    this.#fromMs = fromMs;
    this.#listener = listener;
  }

  /** @param atMs the channel's time now: everything acknowledged before it is in the table */
  async open(atMs: number): Promise<void> {
    let position = await answer(() => this.#table.positionBefore(this.#fromMs()));
    for (let more = true; more && this.#state === 'catching-up';) {
      const after = position;
      const records = await answer(() => this.#table.since(after, RECORDS_PER_TURN));
      for (const record of records) this.#listener.onRecord(record);
      position = records.at(-1)?.position ?? position;
      more = records.length === RECORDS_PER_TURN;
      if (more) await nextTurn();
      else this.#goLive(position, atMs);
    }
  }

  /** A listener that fails has missed a revocation: it starts over, and the others are told all the same. */
  tell(record: RevocationRecord): void {
    if (this.#state !== 'live') return;
    try {
      this.#listener.onRecord(record);
    } catch (error) {
      this.#startOver(error);
    }
  }

  close(): void {
    this.#state = 'closed';
  }

  /** In the turn of the last read: nothing is published between them. */
  #goLive(position: number, atMs: number): void {
    if (this.#state !== 'catching-up') return;
    this.#state = 'live';
    this.#listener.onReady({ position, atMs });
  }

  #startOver(cause: unknown): void {
    this.#state = 'catching-up';
    this.#listener.onLost(`the listener failed: ${cause instanceof Error ? cause.message : String(cause)}`);
    setTimeout(() => {
      if (this.#state !== 'catching-up') return;
      this.open(this.#table.clock().atMs).catch((error: unknown) => this.#startOver(error));
    }, PAUSE_AFTER_FAILURE_MS).unref();
  }
}
