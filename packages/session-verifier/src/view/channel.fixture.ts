import type { Notice, RevocationRecord } from '@atlasnode/session-events';
import { buildHeartbeat } from '@atlasnode/testkit';

/** Writes records as the embedded channel does: heartbeats take no position of their own. */
export class WrittenChannel {
  #position = 0;
  #atMs: number;

  constructor(startMs: number) {
    this.#atMs = startMs;
  }

  get end(): { readonly position: number; readonly atMs: number } {
    return { position: this.#position, atMs: this.#atMs };
  }

  advance(ms: number): void {
    this.#atMs += ms;
  }

  write(notice: Notice): RevocationRecord {
    if (notice.kind === 'heartbeat')
      return { position: this.#position, previous: this.#position, atMs: this.#atMs, notice };
    this.#position += 1;
    return { position: this.#position, previous: this.#position - 1, atMs: this.#atMs, notice };
  }

  heartbeat(windowMs: number): RevocationRecord {
    return this.write(buildHeartbeat({ windowMs }));
  }
}
