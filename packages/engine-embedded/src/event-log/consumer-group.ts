import { EngineError, type LoggedEvent, type Subscription } from '@atlasnode/session-engine';
import type { GroupWriter } from '../sqlite/group-writer.js';
import type { EventTable } from './event-table.js';

const EVENTS_PER_BATCH = 256;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

type Handle = (batch: readonly LoggedEvent[]) => Promise<void>;

interface Member {
  readonly handle: Handle;
}

/** The members of one group. The first of them consumes, alone; when it leaves, the next takes over from the committed position. */
export class ConsumerGroup {
  readonly #name: string;
  readonly #table: EventTable;
  readonly #writer: GroupWriter;
  readonly #members: Member[] = [];
  #position: number;
  #running: Promise<void> | undefined;
  #inHand: { readonly member: Member; readonly settled: Promise<boolean> } | undefined;
  #interruptPause: (() => void) | undefined;
  #closed = false;

  constructor(name: string, table: EventTable, writer: GroupWriter) {
    this.#name = name;
    this.#table = table;
    this.#writer = writer;
    this.#position = table.committedPosition(name);
  }

  join(handle: Handle): Subscription {
    if (this.#closed) throw new EngineError('CLOSED', 'the engine is closed');
    const member: Member = { handle };
    this.#members.push(member);
    this.wake();
    return {
      behind: async () => this.#table.end - this.#position,
      close: () => this.#leave(member),
    };
  }

  /** There may be something to do. */
  wake(): void {
    if (this.#running !== undefined || !this.#hasWork()) return;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      this.wake();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#members.slice().map((member) => this.#leave(member)));
  }

  #hasWork(): boolean {
    return this.#members.length > 0 && this.#position < this.#table.end;
  }

  async #run(): Promise<void> {
    // Never in the turn of whoever published or joined.
    await new Promise(setImmediate);
    let pauseMs = FIRST_PAUSE_MS;
    for (let member = this.#members[0]; member !== undefined && this.#hasWork(); member = this.#members[0]) {
      this.#inHand = { member, settled: this.#consume(member) };
      if (await this.#inHand.settled) {
        pauseMs = FIRST_PAUSE_MS;
      } else if (this.#members[0] === member) {
        await this.#pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  /** One batch: effect first, then the position. @returns false where the batch has to come again */
  async #consume(member: Member): Promise<boolean> {
    try {
      const batch = this.#table.read(this.#position, EVENTS_PER_BATCH);
      await member.handle(batch);
      const position = Number(batch.at(-1)?.position ?? this.#position);
      await this.#writer.submit({ rows: 1, run: () => this.#table.commitPosition(this.#name, position) });
      this.#position = position;
      return true;
    } catch {
      // The handler's own affair to report; here it only means: again.
      return false;
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#interruptPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #leave(member: Member): Promise<void> {
    const index = this.#members.indexOf(member);
    if (index >= 0) this.#members.splice(index, 1);
    this.#interruptPause?.();
    if (this.#inHand?.member === member) await this.#inHand.settled;
  }
}
