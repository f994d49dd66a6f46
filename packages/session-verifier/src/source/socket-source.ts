import { revocationRecord } from '@atlasnode/session-events';
import type { VerifierResume, VerifierServerEvents, ViewSnapshot } from '@atlasnode/session-events/push';
import { io, type Socket } from 'socket.io-client';
import type { RevocationView } from '../view/revocation-view.js';
import { backoffMs } from './backoff.js';
import type { OpenSource, RevocationSource } from './revocation-source.js';

export interface SocketSourceOptions {
  /** Address of the push gateway, e.g. `https://push.example.com`. */
  readonly url: string | URL;
  /** A service key with the scope `revocations:read`. Sent in the handshake's payload, never in the address. */
  readonly serviceKey: string;
  /** Silence after which the connection is given up and made anew; milliseconds, 5,000 by default. Heartbeats come each second. */
  readonly silenceMs?: number;
  /** Could not connect, was refused, or lost continuity; it is tried again in any case. For the log: the view says by itself how old it is. */
  readonly onFault?: (error: Error) => void;
}

type VerifierSocket = Socket<VerifierServerEvents, Record<string, never>>;

const DEFAULT_SILENCE_MS = 5_000;

/**
 * Feeds a view from the push gateway's namespace `/verifiers`, over one WebSocket: the source for a backend that has no engine at hand.
 *
 * It starts from a snapshot, follows every record, and after a break resumes where it was. What does not follow without a gap makes
 * the view unready and is asked for again as a snapshot.
 *
 * @example
 * ```ts
 * const source = socketSource({ url: 'https://push.example.com', serviceKey, onFault: (error) => log.warn(error.message) });
 * ```
 */
export function socketSource(options: SocketSourceOptions): RevocationSource {
  return { open: (view) => new SocketReading(options, view) };
}

class SocketReading implements OpenSource {
  readonly #socket: VerifierSocket;
  readonly #view: RevocationView;
  readonly #silenceMs: number;
  readonly #onFault: (error: Error) => void;
  #closed = false;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  #silence: NodeJS.Timeout | undefined;

  constructor(options: SocketSourceOptions, view: RevocationView) {
    this.#view = view;
    this.#silenceMs = options.silenceMs ?? DEFAULT_SILENCE_MS;
    this.#onFault = options.onFault ?? (() => undefined);
    this.#socket = io(new URL('/verifiers', options.url).href, {
      transports: ['websocket'],
      forceNew: true,
      // Its own reconnection gives up where a middleware refused; one way of trying again serves every cause.
      reconnection: false,
      autoConnect: false,
      timeout: this.#silenceMs,
      auth: (give) => give({ serviceKey: options.serviceKey, ...this.#resume() }),
    });
    this.#socket.on('revocations:snapshot', (snapshot) => this.#load(snapshot));
    this.#socket.on('revocations:records', (records) => this.#follow(records));
    this.#socket.on('connect_error', (error) => this.#again(error));
    this.#socket.on('disconnect', (reason) => this.#again(new Error(`disconnected from the push gateway: ${reason}`)));
    this.#connect();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    this.#socket.disconnect();
    this.#view.lose();
  }

  #resume(): { readonly resume?: VerifierResume } {
    const { ready, position, asOfMs } = this.#view;
    return ready && position !== undefined ? { resume: { position, asOfMs } } : {};
  }

  #load(snapshot: ViewSnapshot): void {
    if (!isSnapshot(snapshot)) return this.#startAnew(new TypeError('the push gateway sent what is not a snapshot'));
    this.#view.loadSnapshot(snapshot);
    this.#heard();
  }

  #follow(records: readonly unknown[]): void {
    for (const candidate of records) {
      const record = revocationRecord.safeParse(candidate);
      if (!record.success) return this.#startAnew(new TypeError('the push gateway sent what is not a record'));
      if (this.#view.apply(record.data) === 'gap') {
        return this.#startAnew(
          new Error(`record ${record.data.position} follows ${record.data.previous}, which was never seen`),
        );
      }
    }
    this.#heard();
  }

  #heard(): void {
    this.#failures = 0;
    this.#listenForSilence();
  }

  #connect(): void {
    this.#retry = undefined;
    this.#listenForSilence();
    this.#socket.connect();
  }

  /** A view that is not ready asks for no resumption, so the gateway answers with a snapshot. */
  #startAnew(cause: Error): void {
    this.#view.lose();
    this.#again(cause);
  }

  /** A connection that brings no heartbeat is no connection, whatever TCP believes of it. */
  #listenForSilence(): void {
    clearTimeout(this.#silence);
    const cause = `the push gateway was silent for ${this.#silenceMs} ms`;
    this.#silence = setTimeout(() => this.#again(new Error(cause)), this.#silenceMs).unref();
  }

  #again(cause: Error): void {
    if (this.#closed || this.#retry !== undefined) return;
    clearTimeout(this.#silence);
    // Set first: to disconnect is itself told as a disconnection.
    this.#retry = setTimeout(() => this.#connect(), backoffMs(this.#failures)).unref();
    this.#failures += 1;
    this.#onFault(cause);
    this.#socket.disconnect();
  }
}

/** Its heads only: a snapshot may hold a million entries, and its sender is who the view trusts in any case. */
function isSnapshot(value: unknown): value is ViewSnapshot {
  if (typeof value !== 'object' || value === null) return false;
  const { position, asOfMs, windowMs, sessions, users } = value as Partial<Record<keyof ViewSnapshot, unknown>>;
  return [position, asOfMs, windowMs].every(Number.isSafeInteger) && Array.isArray(sessions) && Array.isArray(users);
}
