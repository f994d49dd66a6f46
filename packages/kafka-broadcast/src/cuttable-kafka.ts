import { connect as connectPlain, isIP, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Kafka, logLevel, type ISocketFactory, type KafkaConfig, type RetryOptions } from 'kafkajs';

/** Where a cluster is, and how one is let in. */
export interface KafkaAddress {
  readonly brokers: readonly string[];
  readonly ssl?: KafkaConfig['ssl'];
  readonly sasl?: KafkaConfig['sasl'];
}

export interface CuttableKafkaOptions {
  readonly address: KafkaAddress;
  readonly clientId: string;
  readonly requestTimeoutMs: number;
  readonly connectionTimeoutMs: number;
  readonly retry: RetryOptions;
}

const KEEP_ALIVE_MS = 60_000;

/**
 * A kafkajs client whose sockets are remembered. After a request timed out kafkajs goes on using the same socket, dead or not, for
 * ever; only an error on the socket itself makes it let go.
 */
export class CuttableKafka {
  readonly kafka: Kafka;
  readonly #sockets = new Set<Socket>();
  #cutBy: Error | undefined;

  constructor({ address, clientId, requestTimeoutMs, connectionTimeoutMs, retry }: CuttableKafkaOptions) {
    this.kafka = new Kafka({
      brokers: [...address.brokers],
      ...(address.ssl === undefined ? {} : { ssl: address.ssl }),
      ...(address.sasl === undefined ? {} : { sasl: address.sasl }),
      clientId,
      requestTimeout: requestTimeoutMs,
      connectionTimeout: connectionTimeoutMs,
      retry,
      logLevel: logLevel.NOTHING,
      socketFactory: (request) => this.#open(request),
    });
  }

  get isCut(): boolean {
    return this.#cutBy !== undefined;
  }

  /** Breaks every connection, and those that would still be opened: the client is of no use any more. */
  cut(reason: string): void {
    this.#cutBy ??= new Error(reason);
    this.breakConnections(reason);
  }

  /** Breaks every connection; the client opens new ones when it needs them. */
  breakConnections(reason: string): void {
    // With an Error: kafkajs does not listen to `close`.
    for (const socket of this.#sockets) socket.destroy(new Error(reason));
  }

  #open({ host, port, ssl, onConnect }: Parameters<ISocketFactory>[0]): Socket {
    if (this.#cutBy !== undefined) return new Socket().destroy(this.#cutBy);
    // kafkajs hands on what was configured, `true`, `false` and nothing too, whatever its types say.
    const socket = ssl
      ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...ssl }, onConnect)
      : connectPlain({ host, port }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    return socket;
  }
}
