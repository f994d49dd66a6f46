import type { CuttableKafka } from '@atlasnode/kafka-broadcast';
import type { Admin } from 'kafkajs';
import { withDeadline } from '../deadline.js';
import { pause } from '../pause.js';
import { clientForAsking, type KafkaContext } from './kafka-context.js';
import { kafkaUnavailable } from './kafka-failure.js';

const ASK_DEADLINE_MS = 4_000;
const PAUSES_MS = [0, 150, 300];

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

  /**
   * Again with a new connection where the one that was there turns out to be dead (nobody else notices), and where a broker that has
   * just come up is not ready for the question.
   * @throws EngineError `UNAVAILABLE`
   */
  async ask<Answer>(question: (admin: Admin) => Promise<Answer>, deadlineMs = ASK_DEADLINE_MS): Promise<Answer> {
    const late = (): Error => new Error(`no answer within ${deadlineMs / 1000} s`);
    try {
      return await withDeadline(deadlineMs, this.#askAgain(question), late);
    } catch (error) {
      throw kafkaUnavailable(error);
    }
  }

  async #askAgain<Answer>(question: (admin: Admin) => Promise<Answer>): Promise<Answer> {
    for (const waitMs of PAUSES_MS) {
      try {
        return await this.#askOnce(question);
      } catch {
        await pause(waitMs);
      }
    }
    return this.#askOnce(question);
  }

  async #askOnce<Answer>(question: (admin: Admin) => Promise<Answer>): Promise<Answer> {
    const opened = (this.#opened ??= this.#open());
    try {
      return await question(await opened.admin);
    } catch (error) {
      this.#discard(opened, error);
      throw error;
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
