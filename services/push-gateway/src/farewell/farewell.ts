import type { SessionEnded } from '@atlasnode/session-events/push';
import type { SessionConnection } from '../connections/session-connection.js';
import type { PacedQueue } from './paced-queue.js';
import { disconnect } from '../connections/disconnect.js';

export interface FarewellOptions {
  readonly queue: PacedQueue;
  /** How long a browser has to say that it got the news; then it is disconnected anyway. */
  readonly acknowledgeWithinMs?: number;
  /** Monotonic. */
  readonly nowMs?: () => number;
  readonly onTold?: (ended: SessionEnded) => void;
}

interface Awaited {
  readonly connection: SessionConnection;
  readonly deadlineMs: number;
}

/**
 * Tells a socket that its session has ended, waits for the acknowledgement, and closes the connection under it, which takes it out
 * of every namespace. One timer waits for all: everyone has the same time, so the first told is the first due.
 */
export class Farewell {
  readonly #queue: PacedQueue;
  readonly #withinMs: number;
  readonly #nowMs: () => number;
  readonly #onTold: (ended: SessionEnded) => void;
  readonly #awaited = new Set<Awaited>();
  #timer: NodeJS.Timeout | undefined;

  constructor({
    queue,
    acknowledgeWithinMs = 1_000,
    nowMs = () => performance.now(),
    onTold = () => {},
  }: FarewellOptions) {
    this.#queue = queue;
    this.#withinMs = acknowledgeWithinMs;
    this.#nowMs = nowMs;
    this.#onTold = onTold;
  }

  /** `ended` absent: why is not known any more; the socket is closed, and hears of it when it comes back. */
  tell(connection: SessionConnection, ended: SessionEnded | undefined): void {
    if (connection.isEnding) return;
    connection.isEnding = true;
    if (ended === undefined) {
      this.#disconnectSoon([connection]);
      return;
    }
    const awaited: Awaited = { connection, deadlineMs: this.#nowMs() + this.#withinMs };
    this.#awaited.add(awaited);
    connection.socket.emit('session:ended', ended, () => {
      if (this.#awaited.delete(awaited)) this.#disconnectSoon([connection]);
    });
    this.#onTold(ended);
    this.#timer ??= this.#arm(awaited);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#awaited.clear();
  }

  #arm(first: Awaited): NodeJS.Timeout {
    return setTimeout(() => this.#giveUp(), Math.max(1, first.deadlineMs - this.#nowMs())).unref();
  }

  #giveUp(): void {
    const nowMs = this.#nowMs();
    const late: SessionConnection[] = [];
    let next: Awaited | undefined;
    for (const awaited of this.#awaited) {
      if (awaited.deadlineMs > nowMs) {
        next = awaited;
        break;
      }
      this.#awaited.delete(awaited);
      late.push(awaited.connection);
    }
    this.#timer = next === undefined ? undefined : this.#arm(next);
    this.#disconnectSoon(late);
  }

  #disconnectSoon(connections: readonly SessionConnection[]): void {
    this.#queue.add(connections, ({ socket }) => disconnect(socket));
  }
}
