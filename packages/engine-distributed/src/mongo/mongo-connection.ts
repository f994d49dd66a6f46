import { createConnection, type Connection, type ConnectOptions } from 'mongoose';
import { growingPauses, pause } from '../pause.js';

export interface MongoOptions {
  readonly url: string;
  /** Instead of the one in the address. */
  readonly database?: string;
  readonly monitorCommands?: boolean;
}

/**
 * With these a server that is frozen for 10 s costs a caller 3 s at most; with the defaults, 10 s. Undefined is never stored: it
 * would be null, which stands in a partial index on `$exists`.
 */
const FOR_REQUESTS: ConnectOptions = {
  w: 'majority',
  journal: true,
  readConcernLevel: 'majority',
  retryWrites: true,
  retryReads: true,
  serverSelectionTimeoutMS: 1_500,
  connectTimeoutMS: 1_500,
  socketTimeoutMS: 2_000,
  waitQueueTimeoutMS: 1_500,
  heartbeatFrequencyMS: 2_000,
  maxPoolSize: 50,
  ignoreUndefined: true,
  autoIndex: false,
  autoCreate: false,
  bufferCommands: false,
};

/** For index builds, exports and rebuilds: no socket timeout, each command has its own `maxTimeMS`. */
const FOR_LONG_WORK: ConnectOptions = { ...FOR_REQUESTS, socketTimeoutMS: 0, maxPoolSize: 4 };

/** A connection that is tried again until it stands: a database that comes up later than its services is no reason to fail. */
export class MongoConnection {
  readonly connection: Connection;
  readonly #options: MongoOptions;
  readonly #connectOptions: ConnectOptions;
  #isClosed = false;

  private constructor(options: MongoOptions, connectOptions: ConnectOptions) {
    this.#options = options;
    this.#connectOptions = connectOptions;
    this.connection = createConnection();
    this.connection.set('bufferCommands', false);
  }

  /** Resolves once connected, or once the first attempt has failed and the next ones are under way. */
  static async forRequests(options: MongoOptions): Promise<MongoConnection> {
    const opened = new MongoConnection(options, FOR_REQUESTS);
    if (!(await opened.#tryToConnect())) void opened.#keepTrying();
    return opened;
  }

  /** @throws where the database cannot be reached */
  static async forLongWork(options: MongoOptions): Promise<MongoConnection> {
    const opened = new MongoConnection(options, FOR_LONG_WORK);
    await opened.#connect();
    return opened;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.connection.close(true);
  }

  async #connect(): Promise<void> {
    const { url, database, monitorCommands } = this.#options;
    await this.connection.openUri(url, {
      ...this.#connectOptions,
      ...(database === undefined ? {} : { dbName: database }),
      ...(monitorCommands === undefined ? {} : { monitorCommands }),
    });
  }

  async #tryToConnect(): Promise<boolean> {
    try {
      await this.#connect();
      return true;
    } catch {
      return false;
    }
  }

  async #keepTrying(): Promise<void> {
    for (const waitMs of growingPauses(100, 2_000)) {
      await pause(waitMs);
      if (this.#isClosed || (await this.#tryToConnect())) return;
    }
  }
}
