import type { KafkaMessage } from 'kafkajs';
import type { OnFault } from '../fault.js';
import type { TopicSender } from './topic-sender.js';

export interface DeadLetter {
  readonly message: KafkaMessage;
  readonly partition: number;
  readonly group: string;
  readonly reason: Error;
}

const MAX_REASON_LENGTH = 1_000;

/** Where a record goes that cannot be understood, so that the group goes on: as it was, with the reason and where it stood. */
export class DeadLetters {
  readonly #sender: TopicSender;
  readonly #onFault: OnFault;

  constructor(sender: TopicSender, onFault: OnFault) {
    this.#sender = sender;
    this.#onFault = onFault;
  }

  async keep({ message, partition, group, reason }: DeadLetter): Promise<void> {
    const { key, value, headers = {}, offset } = message;
    const position = `${partition}:${offset}`;
    this.#onFault({
      part: `group ${group}`,
      error: new Error(`the event at ${position} cannot be understood; it is kept as a dead letter`, { cause: reason }),
    });
    const about = {
      'dead-letter-reason': reason.message.slice(0, MAX_REASON_LENGTH),
      'dead-letter-group': group,
      'dead-letter-position': position,
    };
    await this.#sender.send(0, [{ key, value, headers: { ...headers, ...about } }]);
  }
}
