import { EngineError } from '@atlasnode/session-engine';
import { Redis } from 'ioredis';
import { withDeadline } from '../deadline.js';
import { asError, type OnFault } from '../fault.js';

const ASK_DEADLINE_MS = 2_000;
const PING_INTERVAL_MS = 2_000;
const SILENCE_MS = 5_000;

/** One connection that BullMQ's queues and workers share (each worker has another one to wait on), looked after. */
export class RedisConnection {
  readonly client: Redis;
  readonly #watch: NodeJS.Timeout;
  #answeredAt = performance.now();

  constructor(url: string, onFault: OnFault) {
    this.client = new Redis(url, {
      // BullMQ asks for it: its commands wait until Redis is back. Whoever calls us has a deadline instead.
      maxRetriesPerRequest: null,
      connectTimeout: 1_500,
      keepAlive: 10_000,
      retryStrategy: (attempt) => Math.min(attempt * 100, 1_000),
    });
    this.client.on('error', (error: unknown) => onFault({ part: 'job scheduler', error: asError(error) }));
    this.client.on('ready', () => this.#answered());
    this.#watch = setInterval(() => this.#breakIfSilent(), PING_INTERVAL_MS);
    this.#watch.unref();
  }

  /** @throws EngineError `OUTCOME_UNKNOWN` where Redis does not answer soon: what was asked may still be done when it is back */
  async ask<Answer>(work: Promise<Answer>): Promise<Answer> {
    const late = (): Error =>
      new EngineError('OUTCOME_UNKNOWN', `Redis did not answer within ${ASK_DEADLINE_MS / 1000} s`);
    try {
      return await withDeadline(ASK_DEADLINE_MS, work, late);
    } catch (error) {
      if (error instanceof EngineError || error instanceof TypeError) throw error;
      throw new EngineError('UNAVAILABLE', `Redis could not do it: ${asError(error).message}`, { cause: error });
    }
  }

  close(): void {
    clearInterval(this.#watch);
    this.client.disconnect();
  }

  #answered(): void {
    this.#answeredAt = performance.now();
  }

  /** A connection whose other end is gone without a word is noticed by nobody else for a quarter of an hour. */
  #breakIfSilent(): void {
    if (this.client.status !== 'ready') return;
    if (performance.now() - this.#answeredAt > SILENCE_MS) {
      this.#answered();
      this.client.disconnect(true);
      return;
    }
    this.client.ping().then(
      () => this.#answered(),
      () => undefined,
    );
  }
}
