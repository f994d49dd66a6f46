import type { Subscription } from '@atlasnode/session-engine';
import { growingPauses } from '../pause.js';
import { GroupConsumer, type GroupConsumerOptions } from './group-consumer.js';

/** A membership that outlives its consumers: kafkajs gives one up for good after some errors, and then a new one is made. */
export class GroupSubscription implements Subscription {
  readonly #options: GroupConsumerOptions;
  readonly #behind: () => Promise<number>;
  readonly #over: Promise<void>;
  #consumer: GroupConsumer | undefined;
  #endPause: () => void = () => undefined;
  #isClosed = false;

  constructor(options: GroupConsumerOptions, behind: () => Promise<number>) {
    this.#options = options;
    this.#behind = behind;
    this.#over = this.#run();
  }

  behind(): Promise<number> {
    return this.#behind();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#endPause();
    await this.#consumer?.close();
    await this.#over;
  }

  cut(reason: string): void {
    this.#isClosed = true;
    this.#endPause();
    this.#consumer?.cut(reason);
  }

  async #run(): Promise<void> {
    for (const waitMs of growingPauses(100, 2_000)) {
      this.#consumer = new GroupConsumer(this.#options);
      const reason = await this.#consumer.run();
      if (this.#isClosed) return;
      this.#options.context.onFault({ part: `group ${this.#options.group}`, error: reason });
      await this.#pause(waitMs);
      if (this.#isClosed) return;
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
