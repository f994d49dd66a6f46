import type { CuttableKafka } from '@atlasnode/kafka-broadcast';
import type { Admin } from 'kafkajs';
import { withDeadline } from '../deadline.js';
import { clientForAsking, type KafkaContext } from './kafka-context.js';
import { kafkaUnavailable } from './kafka-failure.js';

const ASK_DEADLINE_MS = 4_000;

interface Opened {
  readonly client: CuttableKafka;
  readonly admin: Promise<Admin>;
}

/** One connection for questions, made anew after any failure. */
export class KafkaAdmin {
  readonly #context: KafkaContext;
  #opened: Opened | undefined;

  constructor(context: KafkaContext) {
    this.#context = context;
  }

  /** @throws EngineError `UNAVAILABLE` */
  async ask<Answer>(question: (admin: Admin) => Promise<Answer>, deadlineMs = ASK_DEADLINE_MS): Promise<Answer> {
    const opened = (this.#opened ??= this.#open());
    try {
      const answering = opened.admin.then(question);
      return await withDeadline(deadlineMs, answering, () => new Error(`no answer within ${deadlineMs / 1000} s`));
    } catch (error) {
      this.#discard(opened, error);
      throw kafkaUnavailable(error);
    }
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    opened?.client.cut('the engine was closed');
  }

  #open(): Opened {
    const client = clientForAsking(this.#context);
    const admin = client.kafka.admin();
    const connected = admin.connect().then(() => admin);
    connected.catch(() => undefined);
    return { client, admin: connected };
  }

  #discard(opened: Opened, error: unknown): void {
    if (this.#opened === opened) this.#opened = undefined;
    opened.client.cut(String(error));
  }
}
