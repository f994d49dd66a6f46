import { boundsOf, PositionedConsumer, type Bounds } from '@atlasnode/kafka-broadcast';
import type { RecordedEvent } from '@atlasnode/session-events';
import type { KafkaMessage } from 'kafkajs';
import { asError } from '../fault.js';
import { growingPauses } from '../pause.js';
import { fromRecord } from './cloud-event-record.js';
import type { KafkaAdmin } from './kafka-admin.js';
import { clientForAsking, type KafkaContext } from './kafka-context.js';

export interface FollowerOptions {
  readonly context: KafkaContext;
  readonly admin: KafkaAdmin;
  readonly topic: string;
  readonly onEvent: (event: RecordedEvent) => void;
}

/** Tells what comes after the ends of the log as they were; goes on after a broken connection where it stopped, if that is still there. */
export class LogFollower {
  readonly #options: FollowerOptions;
  readonly #next: Map<number, number>;
  readonly #over: Promise<void>;
  #endLife: (reason?: Error) => void = () => undefined;
  #endPause: () => void = () => undefined;
  #isClosed = false;

  constructor(options: FollowerOptions, ends: readonly Bounds[]) {
    this.#options = options;
    this.#next = new Map(ends.map(({ partition, high }) => [partition, high]));
    this.#over = this.#run();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#endLife();
    this.#endPause();
    await this.#over;
  }

  async #run(): Promise<void> {
    for (const waitMs of growingPauses(100, 2_000)) {
      const reason = await this.#live();
      if (this.#isClosed) return;
      this.#options.context.onFault({ part: 'event log', error: reason });
      await this.#pause(waitMs);
      await this.#stayInside().catch(() => undefined);
      if (this.#isClosed) return;
    }
  }

  async #live(): Promise<Error> {
    const client = clientForAsking(this.#options.context);
    const ended = new Promise<Error>((resolve) => {
      this.#endLife = (reason = new Error('the follower was closed')) => resolve(reason);
    });
    const consumer = new PositionedConsumer({
      client,
      topic: this.#options.topic,
      groupPrefix: `${this.#options.context.clientId}-follow`,
      positions: this.#next,
      onMessages: (partition, messages) => this.#tell(partition, messages),
      onCrash: (error) => this.#endLife(error),
    });
    consumer.start().catch((error: unknown) => this.#endLife(asError(error)));
    const reason = await ended;
    await consumer.close();
    return reason;
  }

  #tell(partition: number, messages: readonly KafkaMessage[]): void {
    for (const message of messages) {
      if (this.#isClosed) return;
      const offset = Number(message.offset);
      if (offset < (this.#next.get(partition) ?? 0)) continue;
      this.#next.set(partition, offset + 1);
      try {
        this.#options.onEvent(fromRecord(message));
      } catch (error) {
        this.#options.context.onFault({ part: 'event log', error: asError(error) });
      }
    }
  }

  /** A log that was cut or made anew is followed from its end. */
  async #stayInside(): Promise<void> {
    const all = await this.#options.admin.ask((admin) => boundsOf(admin, this.#options.topic));
    for (const { partition, low, high } of all) {
      const next = this.#next.get(partition) ?? high;
      this.#next.set(partition, next < low || next > high ? high : next);
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
