import type { RecordedEvent, RevocationRecord } from '@atlasnode/session-events';
import type {
  PushRefusal,
  RenewAnswer,
  RenewRequired,
  SessionEnded,
  VerifierResume,
  ViewSnapshot,
} from '@atlasnode/session-events/push';
import { Manager, type Socket } from 'socket.io-client';

export interface PushClientOptions {
  readonly auth?: { readonly ticket?: unknown; readonly serviceKey?: unknown; readonly resume?: VerifierResume };
  readonly origin?: string;
  readonly cookie?: string;
  /** Whether it acknowledges `session:ended`; it does by default. */
  readonly acknowledges?: boolean;
  /** Over the connection of this one, instead of its own. */
  readonly over?: PushClient;
  readonly transports?: readonly ('websocket' | 'polling')[];
}

export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(
    message: string,
    readonly refusal: PushRefusal | undefined,
  ) {
    super(message);
  }
}

const PATIENCE_MS = 10_000;

/** One socket in one namespace, which writes down what it is told. */
export class PushClient {
  readonly socket: Socket;
  readonly ended: SessionEnded[] = [];
  readonly asked: RenewRequired[] = [];
  readonly snapshots: ViewSnapshot[] = [];
  readonly records: RevocationRecord[] = [];
  readonly feed: RecordedEvent[] = [];
  readonly #opened: Promise<void>;
  readonly #closed: Promise<string>;

  constructor(url: string, namespace: string, options: PushClientOptions = {}) {
    const auth = { ...options.auth };
    this.socket =
      options.over === undefined
        ? connection(url, options).socket(namespace, { auth })
        : options.over.socket.io.socket(namespace, { auth });
    this.socket.on('session:ended', (ended: SessionEnded, acknowledge: () => void) => {
      this.ended.push(ended);
      if (options.acknowledges !== false) acknowledge();
    });
    this.socket.on('session:renew-required', (asked: RenewRequired) => this.asked.push(asked));
    this.socket.on('revocations:snapshot', (snapshot: ViewSnapshot) => this.snapshots.push(snapshot));
    this.socket.on('revocations:records', (records: readonly RevocationRecord[]) => this.records.push(...records));
    this.socket.on('feed:event', (event: RecordedEvent) => this.feed.push(event));
    this.#opened = new Promise((resolve, reject) => {
      this.socket.once('connect', () => resolve());
      this.socket.once('connect_error', (error) =>
        reject(new RefusedError(error.message, 'data' in error ? (error.data as PushRefusal | undefined) : undefined)),
      );
    });
    this.#closed = new Promise((resolve) => {
      this.socket.once('disconnect', (reason) => resolve(reason));
    });
    this.#opened.catch(() => undefined);
    this.socket.connect();
  }

  /** @throws RefusedError */
  async opened(): Promise<this> {
    await within(this.#opened, 'was neither admitted nor refused');
    return this;
  }

  async refusal(): Promise<RefusedError> {
    try {
      await this.opened();
    } catch (error) {
      if (error instanceof RefusedError) return error;
      throw error;
    }
    throw new Error('was admitted');
  }

  /** socket.io's reason. `io server disconnect`: told in its own namespace; `transport close`: the connection went away. */
  closed(): Promise<string> {
    return within(this.#closed, 'was not disconnected');
  }

  renew(ticket: unknown): Promise<RenewAnswer> {
    return this.socket.timeout(1_500).emitWithAck('session:renew', ticket);
  }

  close(): void {
    this.socket.io.engine?.close();
    this.socket.disconnect();
  }
}

function connection(url: string, { origin, cookie, transports = ['websocket'] }: PushClientOptions): Manager {
  const extraHeaders = { ...(origin === undefined ? {} : { origin }), ...(cookie === undefined ? {} : { cookie }) };
  return new Manager(url, { transports: [...transports], reconnection: false, autoConnect: false, extraHeaders });
}

async function within<Value>(promise: Promise<Value>, complaint: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${complaint} within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  return Promise.race([promise, patience]).finally(() => clearTimeout(timer));
}
