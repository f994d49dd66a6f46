import type { RevocationRecord } from '@atlasnode/session-events';
import type { SessionEnded, VerifierResume } from '@atlasnode/session-events/push';
import type { TokenSubject } from '@atlasnode/session-verifier';
import { concerns, endedBy } from './notice-effect.js';

/** About 400 bytes each. A verifier that was away for more of them starts from a snapshot. */
const DEFAULT_CAPACITY = 8_192;

/**
 * The latest records of the channel, without a gap: what a verifier that was away for a moment is given, and where the gateway
 * looks up why a session ended.
 */
export class RecordLog {
  readonly #capacity: number;
  /** Only records that have a position of their own, in order. */
  #records: RevocationRecord[] = [];

  constructor(capacity: number = DEFAULT_CAPACITY) {
    this.#capacity = capacity;
  }

  append(record: RevocationRecord): void {
    if (record.position === record.previous) return;
    const last = this.#records.at(-1);
    if (last !== undefined && record.previous !== last.position) this.#records = [];
    this.#records.push(record);
    // Cut by halves: a shift with each record would move all the others.
    if (this.#records.length > 2 * this.#capacity) this.#records = this.#records.slice(-this.#capacity);
  }

  /**
   * The records after the one the verifier saw last; undefined where it is not here any more. A record younger than the verifier's
   * last sign of life cannot be one it has seen: the channel was recreated, and the position is another one's.
   */
  since({ position, asOfMs }: VerifierResume): readonly RevocationRecord[] | undefined {
    const index = this.#indexOf(position);
    const seen = this.#records[index];
    return seen === undefined || seen.atMs > asOfMs ? undefined : this.#records.slice(index + 1);
  }

  /** What ended this session, the latest first; undefined where it is too long ago. */
  endOf(subject: TokenSubject): SessionEnded | undefined {
    const record = this.#records.findLast(({ notice }) => notice.kind !== 'heartbeat' && concerns(notice, subject));
    if (record === undefined || record.notice.kind === 'heartbeat') return undefined;
    return endedBy(record.notice, subject.sid);
  }

  #indexOf(position: number): number {
    let low = 0;
    let high = this.#records.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#records[middle]?.position ?? Number.POSITIVE_INFINITY;
      if (found === position) return middle;
      if (found < position) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
