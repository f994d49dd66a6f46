import type { Duplex } from 'node:stream';

/** For the polite: after a close frame a client answers with its own, most within a round trip. */
const GRACE_MS = 300;

/** The TCP connections under the sockets: one whose client does not answer the close would keep the HTTP server from closing. */
export class OpenConnections {
  readonly #open = new Set<Duplex>();

  add(connection: Duplex): void {
    if (this.#open.has(connection)) return;
    this.#open.add(connection);
    connection.once('close', () => this.#open.delete(connection));
  }

  /** Resolves when all are gone: by themselves, or cut after a moment. */
  async cut(): Promise<void> {
    const endsAtMs = performance.now() + GRACE_MS;
    while (this.#open.size > 0 && performance.now() < endsAtMs) await new Promise((resolve) => setTimeout(resolve, 20));
    for (const connection of this.#open) connection.destroy();
  }
}
