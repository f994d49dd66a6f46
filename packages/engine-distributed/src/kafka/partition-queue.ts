import { EngineError } from '@atlasnode/session-engine';
import type { Message } from 'kafkajs';
import { asError } from '../fault.js';

/** Where the first message stands, and the broker's time; −1 where the topic does not keep it. */
export interface Sent {
  readonly offset: number;
  readonly atMs: number;
}

export interface PartitionQueueOptions {
  send(messages: readonly Message[]): Promise<Sent>;
  /** Nobody waits for the send in flight any more: it should come to an end. */
  giveUp(reason: string): void;
}

interface Waiting {
  readonly messages: readonly Message[];
  readonly bytes: number;
  readonly resolve: (sent: Sent) => void;
  readonly reject: (error: Error) => void;
}

/** Of connecting, asking for versions and metadata, and sending, together. */
const DEADLINE_MS = 1_900;
const MOST_MESSAGES = 500;
const MOST_BYTES = 800_000;

/**
 * One send in flight, and the next takes all that came meanwhile. The slot is held until the send has *settled*, whatever its callers
 * were told: one that timed out may still be written, and a later one must not overtake it.
 */
export class PartitionQueue {
  readonly #options: PartitionQueueOptions;
  readonly #waiting: Waiting[] = [];
  #isSending = false;

  constructor(options: PartitionQueueOptions) {
    this.#options = options;
  }

  add(messages: readonly Message[]): Promise<Sent> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        messages,
        bytes: messages.reduce((sum, message) => sum + sizeOf(message), 0),
        resolve: (sent) => {
          clearTimeout(timer);
          resolve(sent);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      const timer = setTimeout(() => this.#tooLate(waiting), DEADLINE_MS);
      this.#waiting.push(waiting);
      void this.#sendAll();
    });
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    // What is added in the same turn goes along.
    await Promise.resolve();
    for (let batch = this.#takeBatch(); batch.length > 0; batch = this.#takeBatch()) await this.#sendBatch(batch);
    this.#isSending = false;
  }

  async #sendBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const sent = await this.#options.send(batch.flatMap(({ messages }) => messages));
      let { offset } = sent;
      for (const { messages, resolve } of batch) {
        resolve({ ...sent, offset });
        offset += messages.length;
      }
    } catch (error) {
      for (const { reject } of batch) reject(asError(error));
    }
  }

  #takeBatch(): readonly Waiting[] {
    let messages = 0;
    let bytes = 0;
    let count = 0;
    for (const waiting of this.#waiting) {
      messages += waiting.messages.length;
      bytes += waiting.bytes;
      if (count > 0 && (messages > MOST_MESSAGES || bytes > MOST_BYTES)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  #tooLate(waiting: Waiting): void {
    const at = this.#waiting.indexOf(waiting);
    const reason = `Kafka did not take it within ${DEADLINE_MS / 1000} s`;
    if (at >= 0) {
      this.#waiting.splice(at, 1);
      waiting.reject(new EngineError('UNAVAILABLE', `${reason}: it was not sent`));
      return;
    }
    waiting.reject(new EngineError('OUTCOME_UNKNOWN', reason));
    this.#options.giveUp(reason);
  }
}

/** What is sent in one call is sent in pieces that the broker takes; each waits for the one before. */
export function inPieces(messages: readonly Message[]): readonly (readonly Message[])[] {
  const pieces: Message[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const last = pieces.at(-1);
    const size = sizeOf(message);
    bytes += size;
    if (last === undefined || last.length >= MOST_MESSAGES || bytes > MOST_BYTES) {
      pieces.push([message]);
      bytes = size;
    } else last.push(message);
  }
  return pieces;
}

const HEADER_OVERHEAD_BYTES = 8;

function sizeOf({ key, value, headers = {} }: Message): number {
  let bytes = lengthOf(key) + lengthOf(value);
  for (const [name, header] of Object.entries(headers))
    bytes += name.length + HEADER_OVERHEAD_BYTES + (Array.isArray(header) ? 0 : lengthOf(header));
  return bytes;
}

function lengthOf(text: Buffer | string | null | undefined): number {
  return text === null || text === undefined ? 0 : Buffer.byteLength(text);
}
